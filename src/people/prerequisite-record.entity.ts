import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** One fact as it arrived: a completion, a registered status, a signature. History; never rewritten. */
@Entity('prerequisite_record')
@Index('prerequisite_record_completion_idx', ['personId', 'prerequisiteId', 'day'], {
  unique: true,
  where: "origin = 'import'",
})
@Check('prerequisite_record_origin_check', "origin IN ('import', 'register', 'signature', 'takeover')")
@Check(
  'prerequisite_record_own_check',
  `CASE origin WHEN 'signature' THEN recorded_by = person_id AND text_id IS NOT NULL AND text_digest IS NOT NULL AND level IS NOT NULL
   WHEN 'register' THEN recorded_by IS NOT NULL AND recorded_by <> person_id ELSE true END`,
)
@Index('prerequisite_record_person_idx', ['personId', 'prerequisiteId', 'id'])
@Check('prerequisite_record_until_check', 'until >= day')
export class PrerequisiteRecord {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'prerequisite_record_person_fk' })
  personId: string;

  @Column('uuid')
  @ForeignKey('Prerequisite', { name: 'prerequisite_record_prerequisite_fk' })
  prerequisiteId: string;

  @Column('text')
  origin: string;

  @Column('boolean')
  met: boolean;

  @Column('date')
  day: string;

  @Column('date', { nullable: true })
  until: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('AcknowledgementText', { name: 'prerequisite_record_text_fk' })
  textId: string | null;

  @Column('bytea', { nullable: true })
  textDigest: Buffer | null;

  /** Of the session that signed. */
  @Column('smallint', { nullable: true })
  level: number | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('CompletionImport', { name: 'prerequisite_record_import_fk' })
  importId: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'prerequisite_record_recorded_by_fk' })
  recordedBy: string | null;

  @Column('timestamptz')
  recordedAt: Date;
}
