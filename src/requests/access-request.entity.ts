import { Check, Column, Entity, ForeignKey, Generated, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A request for a role for somebody, and what was decided. */
@Entity('access_request')
@Check('access_request_approved_check', "(state = 'approved') = (grant_id IS NOT NULL)")
@Check('access_request_not_own_check', 'decided_by IS NULL OR decided_by NOT IN (requested_by, person_id)')
@Check(
  'access_request_asked_role_check',
  "asked_role_id IS NULL OR (asked_role_id <> role_id AND kind = 'new')",
)
@Unique('access_request_number_key', ['number'])
@Check('access_request_kind_check', "kind IN ('new', 'extension', 'removal')")
@Check('access_request_extends_check', "(kind = 'extension') = (extends_grant_id IS NOT NULL)")
@Check(
  'access_request_removal_check',
  "CASE kind WHEN 'removal' THEN assessment_id IS NULL AND asked_reason IS NOT NULL AND state = 'approved' ELSE assessment_id IS NOT NULL AND asked_reason IS NULL END",
)
@Check('access_request_state_check', "state IN ('pending', 'approved', 'refused', 'withdrawn', 'closed')")
@Index('access_request_one_pending_idx', ['employmentId', 'roleId'], {
  unique: true,
  where: "state = 'pending'",
})
@Index('access_request_person_idx', ['personId', 'submittedAt', 'id'])
@Index('access_request_batch_idx', ['batchId'], { where: 'batch_id IS NOT NULL' })
@Index('access_request_assessment_idx', ['assessmentId'])
@Index('access_request_history_idx', ['submittedAt', 'number'])
@Index('access_request_role_idx', ['roleId', 'submittedAt', 'number'])
@Index('access_request_search_idx', ['search'], { type: 'gin' })
@Index('access_request_requested_by_idx', ['requestedBy', 'submittedAt', 'id'])
export class AccessRequest {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('bigint')
  @Generated('increment')
  number: number;

  @Column('text', { default: 'pending' })
  state: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'access_request_person_fk' })
  personId: string;

  @Column('uuid')
  @ForeignKey('Employment', { name: 'access_request_employment_fk' })
  employmentId: string;

  @Column('uuid')
  @ForeignKey('Role', { name: 'access_request_role_fk' })
  roleId: string;

  @Column('uuid')
  @ForeignKey('Unit', { name: 'access_request_unit_fk' })
  unitId: string;

  /** None for a removal, which gives nothing. */
  @Column('uuid', { nullable: true })
  @ForeignKey('Assessment', { name: 'access_request_assessment_fk' })
  assessmentId: string | null;

  @Column('uuid')
  @ForeignKey('Person', { name: 'access_request_requested_by_fk' })
  requestedBy: string;

  @Column('timestamptz')
  submittedAt: Date;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'access_request_decided_by_fk' })
  decidedBy: string | null;

  @Column('timestamptz', { nullable: true })
  decidedAt: Date | null;

  @Column('text', { nullable: true })
  decisionReason: string | null;

  @Column('integer', { nullable: true })
  approvedDays: number | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('AccessGrant', { name: 'access_request_grant_fk' })
  grantId: string | null;

  @Column('text', { nullable: true })
  closedReason: string | null;

  @Column('text', { default: 'new' })
  kind: string;

  /** What was asked for several people at once has one in common. */
  @Column('uuid', { nullable: true })
  batchId: string | null;

  /** Asked for by the one it is about: the manager is asked first. */
  @Column('boolean', { default: false })
  forSelf: boolean;

  /** The grant that an extension would let last longer. */
  @Column('uuid', { nullable: true })
  @ForeignKey('AccessGrant', { name: 'access_request_extends_fk' })
  extendsGrantId: string | null;

  /** Why a removal was asked for. */
  @Column('text', { nullable: true })
  askedReason: string | null;

  /** The words by which it is found: written by a trigger. */
  @Column('tsvector', { default: '' })
  search: string;

  /** Counts up with every edit: what was approved of an earlier one is void. */
  @Column('integer', { default: 1 })
  revision: number;

  /** The version of the role that was asked for. */
  @Column('integer', { default: 1 })
  roleVersion: number;

  @Column('timestamptz', { nullable: true })
  editedAt: Date | null;

  /** The role that was asked for, when an approver has narrowed it to one that it includes. */
  @Column('uuid', { nullable: true })
  @ForeignKey('Role', { name: 'access_request_asked_role_fk' })
  askedRoleId: string | null;

  /** The part of the unit to which an approver has narrowed it; null: all of it. */
  @Column('uuid', { nullable: true })
  @ForeignKey('Unit', { name: 'access_request_scope_unit_fk' })
  scopeUnitId: string | null;
}
