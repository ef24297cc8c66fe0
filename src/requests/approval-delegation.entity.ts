import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** Somebody decides on requests, on reviews or both for somebody else for a while: all, or of one system or one role. */
@Entity('approval_delegation')
@Check('approval_delegation_covers_check', 'of_requests OR of_reviews')
@Check('approval_delegation_days_check', 'valid_to >= valid_from')
@Check('approval_delegation_ended_check', '(ended_at IS NULL) = (ended_reason IS NULL)')
@Check('approval_delegation_scope_check', 'system_id IS NULL OR role_id IS NULL')
@Check('approval_delegation_self_check', 'delegator_id <> delegate_id')
@Index('approval_delegation_delegate_idx', ['delegateId'], { where: 'ended_at IS NULL' })
@Index('approval_delegation_delegator_idx', ['delegatorId'], { where: 'ended_at IS NULL' })
export class ApprovalDelegation {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'approval_delegation_delegator_fk' })
  delegatorId: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'approval_delegation_delegate_fk' })
  delegateId: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('InformationSystem', { name: 'approval_delegation_system_fk' })
  systemId: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('Role', { name: 'approval_delegation_role_fk' })
  roleId: string | null;

  @Column('boolean', { default: true })
  ofRequests: boolean;

  @Column('boolean', { default: false })
  ofReviews: boolean;

  /** Both days inclusive. */
  @Column('date')
  validFrom: string;

  @Column('date')
  validTo: string;

  @Column('text')
  reason: string;

  @Column('timestamptz')
  createdAt: Date;

  @Column('uuid')
  @ForeignKey('Person', { name: 'approval_delegation_created_by_fk' })
  createdBy: string;

  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'approval_delegation_ended_by_fk' })
  endedBy: string | null;

  @Column('text', { nullable: true })
  endedReason: string | null;
}
