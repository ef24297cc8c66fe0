import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A person's account in a target: the version wanted and the version delivered. */
@Entity('account')
@Unique('account_person_target_key', ['personId', 'target'])
@Check('account_state_check', "state IN ('none', 'enabled', 'disabled')")
@Unique('account_target_username_key', ['target', 'username'])
@Check('account_version_check', 'delivered_version <= wanted_version')
@Index('account_waiting_idx', ['target', 'wantedSince'], { where: 'delivered_version < wanted_version' })
export class Account {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'account_person_fk' })
  personId: string;

  @Column('text')
  target: string;

  @Column('text')
  username: string;

  @Column('bigint', { default: 1 })
  wantedVersion: number;

  @Column('bigint', { default: 0 })
  deliveredVersion: number;

  @Column('timestamptz')
  wantedSince: Date;

  @Column('text', { default: 'none' })
  state: string;

  @Column('timestamptz', { nullable: true })
  deliveredAt: Date | null;

  @Column('timestamptz', { nullable: true })
  confirmedAt: Date | null;

  @Column('integer', { default: 0 })
  attempts: number;

  @Column('text', { nullable: true })
  lastError: string | null;
}
