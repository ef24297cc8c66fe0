import { Check, Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** Something that may be demanded of a person before access works. */
@Entity('prerequisite')
@Check('prerequisite_code_check', "(kind = 'course') = (code IS NOT NULL)")
@Unique('prerequisite_code_key', ['code'])
@Check('prerequisite_grace_check', 'grace_days BETWEEN 0 AND 365')
@Unique('prerequisite_key_key', ['key'])
@Check(
  'prerequisite_kind_check',
  "kind IN ('course', 'acknowledgement', 'identity-check', 'licence', 'screening')",
)
@Check('prerequisite_validity_check', 'validity_months BETWEEN 1 AND 600')
export class Prerequisite {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('text')
  key: string;

  @Column('text')
  kind: string;

  /** What the training system calls a course. */
  @Column('text', { nullable: true })
  code: string | null;

  @Column('text')
  nameSv: string;

  @Column('text')
  nameEn: string;

  /** What to do to fulfil it. */
  @Column('text')
  howSv: string;

  @Column('text')
  howEn: string;

  @Column('integer', { nullable: true })
  validityMonths: number | null;

  @Column('integer', { default: 0 })
  graceDays: number;

  @Column('jsonb', { nullable: true })
  appliesTo: unknown;
}
