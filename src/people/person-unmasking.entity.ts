import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** Somebody has said why they see through a protection: a person's, or that of a record nobody is known by yet. */
@Entity('person_unmasking')
@Check('person_unmasking_reason_check', "reason IN ('contact', 'access', 'facts', 'incident', 'other')")
@Check('person_unmasking_note_check', "reason <> 'other' OR note IS NOT NULL")
@Check('person_unmasking_days_check', 'until > at')
@Index('person_unmasking_viewer_idx', ['viewerId', 'subjectId', 'until'])
@Index('person_unmasking_subject_idx', ['subjectId', 'at'])
export class PersonUnmasking {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'person_unmasking_viewer_fk' })
  viewerId: string;

  /** A person, or a correlation case. */
  @Column('uuid')
  subjectId: string;

  @Column('text')
  reason: string;

  @Column('text', { nullable: true })
  note: string | null;

  @Column('timestamptz')
  at: Date;

  @Column('timestamptz')
  until: Date;
}
