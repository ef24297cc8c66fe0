import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** One grant under review by one reviewer, or by nobody when none could be found. */
@Entity('review_item')
@Check('review_item_decision_check', "decision IN ('keep', 'remove', 'dont-know')")
@Unique('review_item_grant_key', ['campaignId', 'grantId'])
@Check('review_item_not_own_check', 'reviewer_id <> person_id AND decided_by <> person_id')
@Check('review_item_state_check', "state IN ('open', 'decided', 'signed', 'closed', 'moot')")
@Index('review_item_grant_idx', ['grantId'])
@Index('review_item_mine_idx', ['reviewerId', 'state'])
@Index('review_item_person_idx', ['personId'])
@Index('review_item_reviewer_idx', ['campaignId', 'reviewerId', 'id'])
export class ReviewItem {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('Campaign', { name: 'review_item_campaign_fk' })
  campaignId: string;

  @Column('uuid')
  @ForeignKey('AccessGrant', { name: 'review_item_grant_fk' })
  grantId: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'review_item_person_fk' })
  personId: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'review_item_reviewer_fk' })
  reviewerId: string | null;

  @Column('text', { default: 'open' })
  state: string;

  @Column('text', { nullable: true })
  decision: string | null;

  @Column('text', { nullable: true })
  reason: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'review_item_decided_by_fk' })
  decidedBy: string | null;

  @Column('timestamptz', { nullable: true })
  decidedAt: Date | null;
}
