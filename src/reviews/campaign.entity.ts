import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** One run of recertification (H13.1.4): over a unit, or a microcertification of one person's access after a change. */
@Entity('campaign')
@Check(
  'campaign_about_check',
  "(kind = 'microcertification') = (person_id IS NOT NULL) AND (person_id IS NULL) = (cause IS NULL)",
)
@Check('campaign_kind_check', "kind IN ('campaign', 'microcertification')")
@Index('campaign_person_idx', ['personId'], { where: "state = 'open' AND person_id IS NOT NULL" })
@Index('campaign_analysis_idx', ['analysisId', 'unitId'], { unique: true, where: 'analysis_id IS NOT NULL' })
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

  @Column('text', { default: 'campaign' })
  kind: string;

  /** Of a microcertification: what happened. */
  @Column('text', { nullable: true })
  cause: string | null;

  /** Of a microcertification: whose access. */
  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'campaign_person_fk' })
  personId: string | null;

  /** Of a campaign over what a lapsed analysis left behind: which. */
  @Column('uuid', { nullable: true })
  @ForeignKey('Analysis', { name: 'campaign_analysis_fk' })
  analysisId: string | null;
}
