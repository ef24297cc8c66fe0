import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** One delivery from an HR source and what became of it. */
@Entity('hr_import')
@Check('hr_import_channel_check', "channel IN ('page', 'folder', 'command', 'pull', 'event')")
@Check(
  'hr_import_four_eyes_check',
  "state <> 'applied' OR resolved_by IS NULL OR resolved_by IS DISTINCT FROM started_by",
)
@Check(
  'hr_import_state_check',
  "state IN ('running', 'applied', 'unchanged', 'held', 'rejected', 'cancelled', 'dry-run')",
)
@Index('hr_import_started_idx', ['startedAt', 'id'])
@Index('hr_import_found_idx', ['source', 'foundAs'], { where: 'found_as IS NOT NULL' })
export class HrImport {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('text')
  source: string;

  @Column('text')
  channel: string;

  @Column('text')
  state: string;

  @Column('date')
  asOf: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'hr_import_started_by_fk' })
  startedBy: string | null;

  @Column('timestamptz')
  startedAt: Date;

  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;

  @Column('bytea', { nullable: true })
  filesDigest: Buffer | null;

  @Column('bytea', { nullable: true })
  filesSealed: Buffer | null;

  @Column('integer', { default: 0 })
  rowsDone: number;

  @Column('integer', { nullable: true })
  rowsTotal: number | null;

  @Column('jsonb', { default: {} })
  result: unknown;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'hr_import_resolved_by_fk' })
  resolvedBy: string | null;

  @Column('timestamptz', { nullable: true })
  resolvedAt: Date | null;

  @Column('text', { nullable: true })
  resolutionReason: string | null;

  /** The watched folder's sub-folder, a line feed, and how its files looked. */
  @Column('text', { nullable: true })
  foundAs: string | null;
}
