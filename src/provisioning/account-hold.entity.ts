import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** Somebody has said that a disabled account is not to be deleted yet, and why. */
@Entity('account_hold')
@Index('account_hold_one_idx', ['personId', 'target'], { unique: true, where: 'released_at IS NULL' })
@Check('account_hold_released_check', '(released_by IS NULL) = (released_at IS NULL)')
export class AccountHold {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'account_hold_person_fk' })
  personId: string;

  @Column('text')
  target: string;

  @Column('text')
  reason: string;

  /** The last day. */
  @Column('date')
  until: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'account_hold_held_by_fk' })
  heldBy: string;

  @Column('timestamptz')
  heldAt: Date;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'account_hold_released_by_fk' })
  releasedBy: string | null;

  @Column('timestamptz', { nullable: true })
  releasedAt: Date | null;
}
