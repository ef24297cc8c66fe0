import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A duty whose holder leaves: coming, vacant, or what became of it. */
@Entity('duty')
@Check('duty_kind_check', "kind IN ('information-owner', 'system-owner', 'client-owner')")
@Check('duty_state_check', "state IN ('coming', 'vacant', 'handed-over', 'kept')")
@Check('duty_other_check', 'successor_id <> holder_id')
@Check('duty_handed_over_check', "state <> 'handed-over' OR successor_id IS NOT NULL")
@Check('duty_closed_check', "(state IN ('coming', 'vacant')) = (closed_at IS NULL)")
@Index('duty_one_open_idx', ['kind', 'objectId'], { unique: true, where: "state IN ('coming', 'vacant')" })
@Index('duty_holder_idx', ['holderId'], { where: "state IN ('coming', 'vacant')" })
@Index('duty_successor_idx', ['successorId'], { where: "state IN ('coming', 'vacant')" })
export class Duty {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('text')
  kind: string;

  @Column('uuid')
  objectId: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'duty_holder_fk' })
  holderId: string;

  @Column('text')
  state: string;

  @Column('date')
  lastDay: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'duty_successor_fk' })
  successorId: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'duty_named_by_fk' })
  namedBy: string | null;

  @Column('timestamptz', { nullable: true })
  namedAt: Date | null;

  @Column('text', { nullable: true })
  reason: string | null;

  @Column('timestamptz', { nullable: true })
  closedAt: Date | null;
}
