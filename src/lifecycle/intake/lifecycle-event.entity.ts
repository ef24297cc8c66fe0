import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** What happened in an employment, for the person card. That what it points to is there, lifecycle_event_guard holds. */
@Entity('lifecycle_event')
@Check(
  'lifecycle_event_kind_check',
  "kind IN ('joined', 'moved', 'leave', 'returned', 'left', 'rehired', 'terminated', 'employment-added', 'employment-ended')",
)
@Index('lifecycle_event_person_idx', ['personId', 'id'])
export class LifecycleEvent {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column('uuid')
  personId: string;

  @Column('uuid', { nullable: true })
  employmentId: string | null;

  @Column('timestamptz')
  at: Date;

  @Column('date')
  day: string;

  @Column('text')
  kind: string;

  @Column('uuid', { nullable: true })
  unitId: string | null;

  @Column('uuid', { nullable: true })
  importId: string | null;
}
