import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A version of the need-and-risk analysis of a role (H13.1.3). */
@Entity('analysis')
@Check(
  'analysis_approved_check',
  "state IN ('draft', 'consulting', 'rejected') OR (approved_by IS NOT NULL AND approved_at IS NOT NULL)",
)
@Unique('analysis_role_version_key', ['roleId', 'version'])
@Check(
  'analysis_state_check',
  "state IN ('draft', 'consulting', 'approved', 'superseded', 'lapsed', 'rejected')",
)
@Check(
  'analysis_kind_check',
  "kind IN ('own-provider', 'shared-records') AND (kind = 'shared-records') = coalesce((content ->> 'acrossCareProviders')::boolean, false)",
)
@Check(
  'analysis_origin_check',
  "origin IN ('declared', 'page') AND (origin = 'declared') = (drafted_by IS NULL)",
)
@Index('analysis_one_draft_idx', ['roleId'], { unique: true, where: "state IN ('draft', 'consulting')" })
@Index('analysis_lapsing_idx', ['validTo'], { where: "state = 'approved'" })
@Index('analysis_one_approved_idx', ['roleId'], { unique: true, where: "state = 'approved'" })
export class Analysis {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('Role', { name: 'analysis_role_fk' })
  roleId: string;

  @Column('integer')
  version: number;

  @Column('jsonb')
  content: unknown;

  @Column('text')
  state: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'analysis_approved_by_fk' })
  approvedBy: string | null;

  @Column('timestamptz', { nullable: true })
  approvedAt: Date | null;

  @Column('date')
  validTo: string;

  /** `shared-records`: reaches another care provider's data (PDL 4, SVOD); says the same as the content. */
  @Column('text', { default: 'own-provider' })
  kind: string;

  /** Declared by the operator's file, or written on the pages. */
  @Column('text', { default: 'declared' })
  origin: string;

  /** Counts up with every edit of the draft: an editor states the one that was read. */
  @Column('integer', { default: 1 })
  revision: number;

  /** Counts up each time the draft is sent for consultation; answers to earlier rounds are history. */
  @Column('integer', { default: 0 })
  round: number;

  @Column('text', { nullable: true })
  template: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'analysis_drafted_by_fk' })
  draftedBy: string | null;

  @Column('timestamptz', { nullable: true })
  draftedAt: Date | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'analysis_edited_by_fk' })
  editedBy: string | null;

  @Column('timestamptz', { nullable: true })
  editedAt: Date | null;

  /** Of a lapsed, revoked or rejected one: when, by whom (nobody: by the calendar) and why. */
  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'analysis_ended_by_fk' })
  endedBy: string | null;

  @Column('text', { nullable: true })
  endedReason: string | null;
}
