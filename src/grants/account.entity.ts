import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A person's account in a target: the version wanted and the version delivered. */
@Entity('account')
@Unique('account_person_target_key', ['personId', 'target'])
@Check('account_state_check', "state IN ('none', 'prepared', 'enabled', 'disabled', 'deleted')")
@Check('account_wanted_kind_check', "wanted_kind IN ('by-grants', 'prepared', 'deleted')")
@Index('account_confirm_by_idx', ['confirmBy'], { where: 'confirm_by IS NOT NULL' })
@Index('account_disabled_idx', ['target', 'disabledAt'], { where: "state = 'disabled'" })
@Index('account_prepared_idx', ['personId'], { where: "wanted_kind = 'prepared'" })
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

  /** By what the account is decided: its grants, a joiner who has not begun, or a deletion. */
  @Column('text', { default: 'by-grants' })
  wantedKind: string;

  /** When an alarm is raised unless the target has confirmed that access was taken away. */
  @Column('timestamptz', { nullable: true })
  confirmBy: Date | null;

  /** Since when the target has had it disabled. */
  @Column('timestamptz', { nullable: true })
  disabledAt: Date | null;
}
