import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** That two factors are not possible for a system of low class: why, what is done instead, who decided, until when. */
@Entity('assurance_exception')
@Check('assurance_exception_outcome_check', "outcome IN ('approved', 'refused')")
@Check(
  'assurance_exception_decided_check',
  '(outcome IS NULL) = (decided_by IS NULL) AND (outcome IS NULL) = (decided_at IS NULL) AND (outcome IS NULL) = (decision_reason IS NULL)',
)
@Check('assurance_exception_four_eyes_check', 'decided_by <> ordered_by')
@Check(
  'assurance_exception_ended_check',
  '(ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (ended_reason IS NULL)',
)
@Check('assurance_exception_device_check', 'known_device_days BETWEEN 1 AND 10')
@Check('assurance_exception_roles_check', "role_ids <> '{}'")
@Check('assurance_exception_year_check', "valid_to <= (ordered_at AT TIME ZONE 'UTC')::date + 367")
@Index('assurance_exception_waiting_idx', ['systemId'], {
  unique: true,
  where: 'outcome IS NULL AND ended_at IS NULL',
})
@Index('assurance_exception_running_idx', ['systemId', 'validTo'], {
  where: "outcome = 'approved' AND ended_at IS NULL",
})
@Index('assurance_exception_ordered_idx', ['orderedAt', 'id'])
export class AssuranceException {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('InformationSystem', { name: 'assurance_exception_system_fk' })
  systemId: string;

  /** Null: every role of the system that is not privileged. */
  @Column('uuid', { array: true, nullable: true })
  roleIds: string[] | null;

  @Column('text')
  riskAnalysis: string;

  @Column('text')
  safeguards: string;

  /** Its last day. */
  @Column('date')
  validTo: string;

  /** Days that a known device signs in the holders of its roles by itself; null: it never does. */
  @Column('smallint', { nullable: true })
  knownDeviceDays: number | null;

  @Column('uuid')
  @ForeignKey('Person', { name: 'assurance_exception_ordered_by_fk' })
  orderedBy: string;

  @Column('timestamptz')
  orderedAt: Date;

  @Column('text', { nullable: true })
  outcome: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'assurance_exception_decided_by_fk' })
  decidedBy: string | null;

  @Column('timestamptz', { nullable: true })
  decidedAt: Date | null;

  @Column('text', { nullable: true })
  decisionReason: string | null;

  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'assurance_exception_ended_by_fk' })
  endedBy: string | null;

  @Column('text', { nullable: true })
  endedReason: string | null;
}
