import { Check, Column, Entity, ForeignKey, PrimaryGeneratedColumn } from 'typeorm';

/** The need-and-risk assessment of one person for one role, pinned to a version of the analysis. */
@Entity('assessment')
@Check('assessment_duration_check', 'duration_hours > 0')
@Check(
  'assessment_fields_check',
  "need <> '' AND data <> '' AND risk_too_wide <> '' AND risk_too_narrow <> ''",
)
export class Assessment {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'assessment_person_fk' })
  personId: string;

  @Column('uuid')
  @ForeignKey('Role', { name: 'assessment_role_fk' })
  roleId: string;

  @Column('uuid')
  @ForeignKey('Analysis', { name: 'assessment_analysis_fk' })
  analysisId: string;

  @Column('text')
  need: string;

  @Column('text')
  data: string;

  @Column('text')
  riskTooWide: string;

  @Column('text')
  riskTooNarrow: string;

  @Column('integer')
  durationHours: number;

  @Column('uuid')
  @ForeignKey('Person', { name: 'assessment_written_by_fk' })
  writtenBy: string;

  @Column('timestamptz')
  writtenAt: Date;

  /** The assessment that this one repeats, when two persons were found to be one, or one to be two. */
  @Column('uuid', { nullable: true })
  @ForeignKey('Assessment', { name: 'assessment_copied_from_fk' })
  copiedFrom: string | null;

  /** Why it departs from the analysis; null where it does not. */
  @Column('text', { nullable: true })
  deviationReason: string | null;

  /** The role's own questions as they were put, with the answers: `{sv, en, answer}` each. */
  @Column('jsonb', { default: [] })
  answers: unknown;
}
