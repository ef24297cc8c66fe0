import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** The first campaign over a system's unassessed access. */
@Entity('takeover_campaign')
@Check('takeover_campaign_unanswered_check', "unanswered IN ('remove', 'keep')")
@Index('takeover_campaign_one_open_idx', ['systemId'], { unique: true, where: 'closed_at IS NULL' })
export class TakeoverCampaign {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('InformationSystem', { name: 'takeover_campaign_system_fk' })
  systemId: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'takeover_campaign_opened_by_fk' })
  openedBy: string;

  @Column('timestamptz')
  openedAt: Date;

  @Column('date')
  closesOn: string;

  @Column('text')
  unanswered: string;

  @Column('timestamptz', { nullable: true })
  closedAt: Date | null;
}
