import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/**
 * Somebody's access to what is set up by hand: what shall be, and what somebody has confirmed there is. While they
 * differ, a task waits for whoever looks after the system.
 */
@Entity('handled_access')
@Unique('handled_access_person_entitlement_key', ['personId', 'entitlementId'])
@Check('handled_access_confirmed_check', '(confirmed_by IS NULL) = (confirmed_at IS NULL)')
@Check('handled_access_held_check', 'NOT held OR confirmed_at IS NOT NULL')
@Check('handled_access_not_own_check', 'confirmed_by <> person_id')
@Index('handled_access_waiting_idx', ['entitlementId', 'dueOn'], { where: 'wanted <> held' })
@Index('handled_access_done_idx', ['confirmedAt'], { where: 'confirmed_at IS NOT NULL' })
export class HandledAccess {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'handled_access_person_fk' })
  personId: string;

  @Column('uuid')
  @ForeignKey('Entitlement', { name: 'handled_access_entitlement_fk' })
  entitlementId: string;

  @Column('boolean')
  wanted: boolean;

  @Column('boolean', { default: false })
  held: boolean;

  @Column('timestamptz')
  wantedSince: Date;

  @Column('date')
  dueOn: string;

  /** To be taken away at once: "Avsluta nu". */
  @Column('boolean', { default: false })
  urgent: boolean;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'handled_access_confirmed_by_fk' })
  confirmedBy: string | null;

  @Column('timestamptz', { nullable: true })
  confirmedAt: Date | null;

  @Column('text', { nullable: true })
  confirmedNote: string | null;

  @Column('date', { nullable: true })
  remindedOn: string | null;

  /** Since when others than the system owner are asked too. */
  @Column('timestamptz', { nullable: true })
  escalatedAt: Date | null;
}
