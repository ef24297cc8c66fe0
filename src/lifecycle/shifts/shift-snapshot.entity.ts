import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** One delivery of planned shifts: all of a source's shifts in a period, as they stood at `as_of`. */
@Entity('shift_snapshot')
@Index('shift_snapshot_source_idx', ['source', 'asOf'])
@Index('shift_snapshot_taken_idx', ['takenAt', 'id'])
@Check('shift_snapshot_channel_check', "channel IN ('page', 'command')")
@Check('shift_snapshot_period_check', 'period_to > period_from')
export class ShiftSnapshot {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('text')
  source: string;

  @Column('text')
  channel: string;

  @Column('timestamptz')
  periodFrom: Date;

  /** Exclusive. */
  @Column('timestamptz')
  periodTo: Date;

  @Column('timestamptz')
  asOf: Date;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'shift_snapshot_taken_by_fk' })
  takenBy: string | null;

  @Column('timestamptz')
  takenAt: Date;

  /** SHA-256 of what was delivered. */
  @Column('bytea')
  digest: Buffer;

  @Column('jsonb')
  result: object;
}
