import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** One person a delivery changes. */
@Entity('hr_difference')
@Check(
  'hr_difference_kind_check',
  "kind IN ('joiner', 'mover', 'leaver', 'rehire', 'changed', 'employment-added', 'employment-ended')",
)
export class HrDifference {
  @PrimaryColumn('uuid')
  @ForeignKey('HrImport', { name: 'hr_difference_import_fk' })
  importId: string;

  @PrimaryColumn('integer')
  number: number;

  @Column('uuid', { nullable: true })
  personId: string | null;

  @Column('text')
  personName: string;

  @Column('text')
  kind: string;

  @Column('text')
  text: string;

  @Column('date', { nullable: true })
  day: string | null;

  /** What changes of a known person: field, from and to. */
  @Column('jsonb', { default: [] })
  fields: unknown;

  /** The delivery says that the person is protected, or is not any more. */
  @Column('boolean', { default: false })
  hidden: boolean;
}
