import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A seat in a stage: who is asked, and what they answered. Whoever answers for another takes the seat over. */
@Entity('request_approver')
@Check('request_approver_decided_check', '(outcome IS NULL) = (decided_at IS NULL)')
@Check('request_approver_outcome_check', "outcome IN ('approved', 'refused')")
@Check('request_approver_self_check', 'on_behalf_of IS DISTINCT FROM person_id')
@ForeignKey('RequestStage', ['requestId', 'position'], ['requestId', 'position'], {
  name: 'request_approver_stage_fk',
  onDelete: 'CASCADE',
})
@Index('request_approver_decides_once_idx', ['requestId', 'personId'], {
  unique: true,
  where: 'outcome IS NOT NULL',
})
@Index('request_approver_on_behalf_of_idx', ['onBehalfOf'])
@Index('request_approver_person_idx', ['personId', 'requestId'])
export class RequestApprover {
  @PrimaryColumn('uuid')
  requestId: string;

  @PrimaryColumn('integer')
  position: number;

  @PrimaryColumn('uuid')
  @ForeignKey('Person', { name: 'request_approver_person_fk' })
  personId: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'request_approver_on_behalf_of_fk' })
  onBehalfOf: string | null;

  @Column('timestamptz', { nullable: true })
  decidedAt: Date | null;

  @Column('text', { nullable: true })
  outcome: string | null;

  /** Of an approval: for how many days at most. */
  @Column('integer', { nullable: true })
  days: number | null;

  @Column('text', { nullable: true })
  reason: string | null;
}
