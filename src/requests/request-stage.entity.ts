import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** One round of approval that a request has to pass, in the order of `position`. */
@Entity('request_stage')
@Check(
  'request_stage_kind_check',
  "kind IN ('manager', 'information-owner', 'system-owner', 'security', 'extra')",
)
@Check('request_stage_opened_check', "state <> 'open' OR (opened_at IS NOT NULL AND due_on IS NOT NULL)")
@Check('request_stage_rule_check', "rule IN ('all', 'any')")
@Check('request_stage_state_check', "state IN ('waiting', 'open', 'approved', 'refused', 'skipped')")
@Index('request_stage_due_idx', ['dueOn'], { where: "state = 'open'" })
@Index('request_stage_one_open_idx', ['requestId'], { unique: true, where: "state = 'open'" })
export class RequestStage {
  @PrimaryColumn('uuid')
  @ForeignKey('AccessRequest', { name: 'request_stage_request_fk' })
  requestId: string;

  @PrimaryColumn('integer')
  position: number;

  @Column('text')
  kind: string;

  /** Whether all of its approvers must approve, or any one of them. */
  @Column('text', { default: 'any' })
  rule: string;

  @Column('text', { default: 'waiting' })
  state: string;

  @Column('timestamptz', { nullable: true })
  openedAt: Date | null;

  @Column('date', { nullable: true })
  dueOn: string | null;

  @Column('timestamptz', { nullable: true })
  remindedAt: Date | null;

  /** How often it has gone on to somebody next up, unanswered. */
  @Column('integer', { default: 0 })
  escalations: number;
}
