import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A change that would have taken access from too many, undone and kept as what it takes to do it again. */
@Entity('held_change')
@Check(
  'held_change_kind_check',
  "kind IN ('campaign', 'catalogue', 'midnight', 'takeover', 'role', 'prerequisite')",
)
@Check('held_change_state_check', "state IN ('held', 'released', 'cancelled')")
@Check(
  'held_change_four_eyes_check',
  "state <> 'released' OR (resolved_by IS NOT NULL AND resolved_by <> ALL (caused_by))",
)
@Index('held_change_held_at_idx', ['heldAt', 'id'])
@Index('held_change_waiting_idx', ['kind', 'objectId'], { unique: true, where: "state = 'held'" })
export class HeldChange {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('text')
  kind: string;

  @Column('uuid', { nullable: true })
  objectId: string | null;

  @Column('text')
  title: string;

  @Column('text', { default: 'held' })
  state: string;

  @Column('timestamptz')
  heldAt: Date;

  /** Who opened, closed or asked for it: none of them may release it. */
  @Column('uuid', { array: true, default: [] })
  causedBy: string[];

  @Column('integer')
  persons: number;

  @Column('jsonb')
  tripped: unknown;

  @Column('jsonb')
  payload: unknown;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'held_change_resolved_by_fk' })
  resolvedBy: string | null;

  @Column('timestamptz', { nullable: true })
  resolvedAt: Date | null;

  @Column('text', { nullable: true })
  resolutionReason: string | null;
}
