import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** When the memberships of a governed group were taken over; what is added natively after that is not. */
@Entity('group_takeover')
export class GroupTakeover {
  @PrimaryColumn('uuid')
  @ForeignKey('Entitlement', { name: 'group_takeover_entitlement_fk' })
  entitlementId: string;

  @Column('timestamptz')
  takenAt: Date;

  @Column('uuid')
  @ForeignKey('Person', { name: 'group_takeover_taken_by_fk' })
  takenBy: string;
}
