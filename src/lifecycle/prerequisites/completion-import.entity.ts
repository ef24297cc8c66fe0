import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A delivery of course completions and what came of it. */
@Entity('completion_import')
@Check('completion_import_channel_check', "channel IN ('page', 'api', 'command')")
@Index('completion_import_started_idx', ['startedAt', 'id'])
@Check('completion_import_state_check', "state IN ('running', 'applied', 'dry-run', 'rejected')")
export class CompletionImport {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('text')
  source: string;

  @Column('text')
  channel: string;

  @Column('text')
  state: string;

  @Column('boolean')
  dryRun: boolean;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'completion_import_started_by_fk' })
  startedBy: string | null;

  @Column('timestamptz')
  startedAt: Date;

  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;

  @Column('bytea', { nullable: true })
  digest: Buffer | null;

  @Column('jsonb', { nullable: true })
  result: unknown;
}
