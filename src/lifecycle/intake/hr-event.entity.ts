import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** One event that an HR system pushed, and what became of it. Its contents are sealed, and kept only while it waits. */
@Entity('hr_event')
@Check(
  'hr_event_state_check',
  "state IN ('received', 'applied', 'unchanged', 'stale', 'held', 'quarantined', 'cancelled', 'conflict')",
)
@Index('hr_event_said_idx', ['source', 'eventId', 'digest'], { unique: true })
@Index('hr_event_once_idx', ['source', 'eventId'], { unique: true, where: "(state <> 'conflict'::text)" })
@Index('hr_event_record_idx', ['source', 'personKey', 'occurredAt'])
@Index('hr_event_received_idx', ['receivedAt', 'id'])
@Index('hr_event_waiting_idx', ['source', 'occurredAt'], { where: '(sealed IS NOT NULL)' })
@Index('hr_event_import_idx', ['importId'], { where: '(import_id IS NOT NULL)' })
export class HrEvent {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('text')
  source: string;

  /** The HR system's own id of it. */
  @Column('text')
  eventId: string;

  /** Keyed, of the contents in canonical form: tells a repetition from another event under the same id. */
  @Column('bytea')
  digest: Buffer;

  @Column('text')
  personKey: string;

  @Column('text')
  type: string;

  @Column('timestamptz')
  occurredAt: Date;

  @Column('date', { nullable: true })
  effectiveFrom: string | null;

  @Column('text', { nullable: true })
  corrects: string | null;

  @Column('text')
  state: string;

  /** What it changed, as in hr_difference. */
  @Column('text', { nullable: true })
  change: string | null;

  @Column('text', { nullable: true })
  reason: string | null;

  @Column('text', { nullable: true })
  detail: string | null;

  /** Where in the event the value stands that was found wrong. */
  @Column('text', { nullable: true })
  path: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'hr_event_person_fk' })
  personId: string | null;

  /** Set while it is held: the import that is released or cancelled for it. */
  @Column('uuid', { nullable: true })
  @ForeignKey('HrImport', { name: 'hr_event_import_fk' })
  importId: string | null;

  @Column('bytea', { nullable: true })
  sealed: Buffer | null;

  @Column('text')
  receivedFrom: string;

  @Column('timestamptz')
  receivedAt: Date;

  @Column('timestamptz', { nullable: true })
  settledAt: Date | null;

  /** How often the very same came again. */
  @Column('integer', { default: 0 })
  repeats: number;
}
