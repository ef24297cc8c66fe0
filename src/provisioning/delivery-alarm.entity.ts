import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A target has not confirmed in time that somebody's access was taken away. */
@Entity('delivery_alarm')
@Index('delivery_alarm_open_idx', ['accountId'], { unique: true, where: 'cleared_at IS NULL' })
@Index('delivery_alarm_since_idx', ['since', 'id'], { where: 'cleared_at IS NULL' })
export class DeliveryAlarm {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('Account', { name: 'delivery_alarm_account_fk' })
  accountId: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'delivery_alarm_person_fk' })
  personId: string;

  @Column('text')
  target: string;

  /** Since when the target has been asked. */
  @Column('timestamptz')
  since: Date;

  @Column('timestamptz')
  raisedAt: Date;

  @Column('timestamptz', { nullable: true })
  clearedAt: Date | null;
}
