import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A membership from before Grindvakt that is kept until it is assessed or removed. It is no grant (invariant 1). */
@Entity('unassessed_access')
@Check('unassessed_access_state_check', "state IN ('open', 'requested', 'assessed', 'removed')")
@Check('unassessed_access_requested_check', "state <> 'requested' OR request_id IS NOT NULL")
@Check(
  'unassessed_access_outcome_check',
  "(state IN ('assessed', 'removed')) = (outcome IS NOT NULL) AND (outcome IS NULL) = (decided_at IS NULL) AND (outcome IS NULL OR outcome IN ('granted', 'not-needed', 'unanswered', 'refused', 'left'))",
)
@Index('unassessed_access_one_open_idx', ['personId', 'entitlementId'], {
  unique: true,
  where: "state IN ('open', 'requested')",
})
@Index('unassessed_access_open_idx', ['entitlementId'], { where: "state IN ('open', 'requested')" })
@Index('unassessed_access_employment_idx', ['employmentId'], { where: "state IN ('open', 'requested')" })
export class UnassessedAccess {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('Entitlement', { name: 'unassessed_access_entitlement_fk' })
  entitlementId: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'unassessed_access_person_fk' })
  personId: string;

  @Column('uuid')
  @ForeignKey('Employment', { name: 'unassessed_access_employment_fk' })
  employmentId: string;

  @Column('text')
  username: string;

  @Column('timestamptz')
  foundAt: Date;

  @Column('date')
  keepUntil: string;

  @Column('text', { default: 'open' })
  state: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('TakeoverCampaign', { name: 'unassessed_access_campaign_fk' })
  campaignId: string | null;

  /** Its person is on leave: kept, and out of the directory until they are back. */
  @Column('boolean', { default: false })
  rests: boolean;

  @Column('timestamptz', { nullable: true })
  flaggedAt: Date | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('AccessRequest', { name: 'unassessed_access_request_fk' })
  requestId: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'unassessed_access_decided_by_fk' })
  decidedBy: string | null;

  @Column('timestamptz', { nullable: true })
  decidedAt: Date | null;

  @Column('text', { nullable: true })
  outcome: string | null;

  @Column('text', { nullable: true })
  reason: string | null;
}
