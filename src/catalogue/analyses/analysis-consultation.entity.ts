import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** Somebody who was asked about a draft before it was decided, and what they said (HSLF-FS 4:2). */
@Entity('analysis_consultation')
@Unique('analysis_consultation_key', ['analysisId', 'round', 'personId'])
@Check(
  'analysis_consultation_answer_check',
  "(answer IS NULL) = (answered_at IS NULL) AND answer IN ('agrees', 'comments') AND (answer <> 'comments' OR comment IS NOT NULL)",
)
@Check('analysis_consultation_not_own_check', 'person_id <> asked_by')
@Index('analysis_consultation_waiting_idx', ['personId'], { where: 'answer IS NULL' })
export class AnalysisConsultation {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('Analysis', { name: 'analysis_consultation_analysis_fk' })
  analysisId: string;

  @Column('integer')
  round: number;

  @Column('uuid')
  @ForeignKey('Person', { name: 'analysis_consultation_person_fk' })
  personId: string;

  /** As what they are asked: "Dataskyddsombud". */
  @Column('text')
  capacity: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'analysis_consultation_asked_by_fk' })
  askedBy: string;

  @Column('timestamptz')
  askedAt: Date;

  @Column('text', { nullable: true })
  answer: string | null;

  @Column('text', { nullable: true })
  comment: string | null;

  @Column('timestamptz', { nullable: true })
  answeredAt: Date | null;
}
