import { Check, Column, Entity, ForeignKey, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A version of what an acknowledgement signs; never rewritten, since somebody may have signed it. */
@Entity('acknowledgement_text')
@Check('acknowledgement_text_version_check', 'version > 0')
@Unique('acknowledgement_text_version_key', ['prerequisiteId', 'version'])
export class AcknowledgementText {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('Prerequisite', { name: 'acknowledgement_text_prerequisite_fk' })
  prerequisiteId: string;

  @Column('integer')
  version: number;

  @Column('date')
  askedFrom: string;

  @Column('text')
  textSv: string;

  @Column('text')
  textEn: string;

  /** SHA-256 over both languages. */
  @Column('bytea')
  digest: Buffer;

  @Column('timestamptz')
  declaredAt: Date;
}
