import { Check, Column, Entity, ForeignKey, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** When campaigns over a unit open by themselves. */
@Entity('campaign_schedule')
@Check('campaign_schedule_days_check', 'every_days > 0 AND open_days > 0')
@Unique('campaign_schedule_key_key', ['key'])
@Check('campaign_schedule_no_answer_check', "no_answer IN ('keep', 'remove')")
export class CampaignSchedule {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('text')
  key: string;

  @Column('text')
  name: string;

  @Column('uuid')
  @ForeignKey('Unit', { name: 'campaign_schedule_unit_fk' })
  unitId: string;

  @Column('integer')
  everyDays: number;

  @Column('integer')
  openDays: number;

  @Column('text')
  noAnswer: string;

  @Column('date')
  nextOpenOn: string;

  /** False once it is no longer declared; its campaigns stay. */
  @Column('boolean', { default: true })
  active: boolean;
}
