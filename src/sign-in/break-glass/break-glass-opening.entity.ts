import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A time in which an emergency account is open for one named person, and how it was judged afterwards. */
@Entity('break_glass_opening')
@Check(
  'break_glass_opening_length_check',
  "expires_at > opened_at AND expires_at <= opened_at + interval '4 hours'",
)
@Check('break_glass_opening_closed_check', '(closed_at IS NULL) = (closed_by IS NULL)')
@Check('break_glass_opening_verdict_check', "verdict IN ('justified', 'not-justified')")
@Check(
  'break_glass_opening_review_check',
  'num_nulls(verdict, review_reason, reviewed_by, reviewed_at) IN (0, 4)',
)
@Check('break_glass_opening_not_own_check', 'reviewed_by <> person_id')
@Index('break_glass_opening_open_idx', ['accountId'], { unique: true, where: 'closed_at IS NULL' })
@Index('break_glass_opening_person_idx', ['personId'], { where: 'closed_at IS NULL' })
@Index('break_glass_opening_unreviewed_idx', ['closedAt'], { where: 'reviewed_at IS NULL' })
export class BreakGlassOpening {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('BreakGlassAccount', { name: 'break_glass_opening_account_fk' })
  accountId: string;

  /** Who may use it: the natural person behind every act (H13.1.6). */
  @Column('uuid')
  @ForeignKey('Person', { name: 'break_glass_opening_person_fk' })
  personId: string;

  /** What of Grindvakt's own rights it gives, as configured when it was opened. */
  @Column('text', { array: true })
  rights: string[];

  @Column('text')
  reason: string;

  @Column('text')
  openedBy: string;

  @Column('timestamptz')
  openedAt: Date;

  @Column('timestamptz')
  expiresAt: Date;

  @Column('timestamptz', { nullable: true })
  firstUsedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  closedAt: Date | null;

  @Column('text', { nullable: true })
  closedBy: string | null;

  @Column('date')
  reviewDueOn: string;

  @Column('text', { nullable: true })
  verdict: string | null;

  @Column('text', { nullable: true })
  reviewReason: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'break_glass_opening_reviewed_by_fk' })
  reviewedBy: string | null;

  @Column('timestamptz', { nullable: true })
  reviewedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  escalatedAt: Date | null;
}
