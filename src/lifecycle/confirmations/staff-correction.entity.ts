import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** What a manager says is wrong about an employment, for HR to put right (Hu). */
@Entity('staff_correction')
@Check(
  'staff_correction_kind_check',
  "kind IN ('wrong-unit', 'has-left', 'other-duties', 'rights-too-wide', 'not-mine', 'other')",
)
@Check('staff_correction_state_check', "state IN ('open', 'corrected', 'declined')")
@Check(
  'staff_correction_answered_check',
  "(state = 'open') = (answered_by IS NULL) AND (state = 'open') = (answered_at IS NULL) AND (state = 'open') = (answer IS NULL)",
)
@Index('staff_correction_one_open_idx', ['employmentId', 'kind'], { unique: true, where: "state = 'open'" })
@Index('staff_correction_open_idx', ['reportedAt', 'id'], { where: "state = 'open'" })
export class StaffCorrection {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('Employment', { name: 'staff_correction_employment_fk' })
  employmentId: string;

  @Column('text')
  kind: string;

  @Column('text')
  note: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'staff_correction_reported_by_fk' })
  reportedBy: string;

  @Column('timestamptz')
  reportedAt: Date;

  @Column('text', { default: 'open' })
  state: string;

  @Column('text', { nullable: true })
  answer: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'staff_correction_answered_by_fk' })
  answeredBy: string | null;

  @Column('timestamptz', { nullable: true })
  answeredAt: Date | null;
}
