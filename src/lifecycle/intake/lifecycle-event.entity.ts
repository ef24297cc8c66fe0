import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** What happened in an employment, for the person card. */
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
  @ForeignKey('Person', { name: 'lifecycle_event_person_fk' })
  personId: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('Employment', { name: 'lifecycle_event_employment_fk' })
  employmentId: string | null;

  @Column('timestamptz')
  at: Date;

  @Column('date')
  day: string;

  @Column('text')
  kind: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('Unit', { name: 'lifecycle_event_unit_fk' })
  unitId: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('HrImport', { name: 'lifecycle_event_import_fk' })
  importId: string | null;
}
