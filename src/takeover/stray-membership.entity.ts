import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A membership of a governed group that could not be taken over: an orphan account, or added beside Grindvakt. */
@Entity('stray_membership')
@Check(
  'stray_membership_why_check',
  "why IN ('nobody', 'left', 'second-account', 'disabled', 'added-outside')",
)
export class StrayMembership {
  @PrimaryColumn('uuid')
  @ForeignKey('Entitlement', { name: 'stray_membership_entitlement_fk' })
  entitlementId: string;

  @PrimaryColumn('text')
  username: string;

  @Column('text')
  why: string;

  @Column('timestamptz')
  firstSeen: Date;

  @Column('timestamptz')
  lastSeen: Date;
}
