import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** One run of recertification (H13.1.4). */
@Entity('campaign')
@Check('campaign_no_answer_check', "no_answer IN ('keep', 'remove')")
@Check('campaign_state_check', "state IN ('open', 'closed')")
@Index('campaign_state_idx', ['state', 'openedAt', 'id'])
export class Campaign {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  @Column('uuid')
  @ForeignKey('Unit', { name: 'campaign_unit_fk' })
  unitId: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('CampaignSchedule', { name: 'campaign_schedule_fk' })
  scheduleId: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'campaign_opened_by_fk' })
  openedBy: string | null;

  @Column('timestamptz')
  openedAt: Date;

  @Column('date')
  closesOn: string;

  @Column('text')
  noAnswer: string;

  @Column('text', { default: 'open' })
  state: string;

  @Column('timestamptz', { nullable: true })
  closedAt: Date | null;

  @Column('integer', { default: 0 })
  itemsTotal: number;

  @Column('integer', { default: 0 })
  itemsDecided: number;

  @Column('integer', { default: 0 })
  itemsRemoved: number;

  @Column('integer', { default: 0 })
  itemsUnanswered: number;
}
