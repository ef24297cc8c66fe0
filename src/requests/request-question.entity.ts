import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** What an approver asked the requester, and the answer; at most one waits at a time. */
@Entity('request_question')
@Check(
  'request_question_answer_check',
  '(answered_at IS NULL) = (answer IS NULL) AND (answered_at IS NULL) = (answered_by IS NULL)',
)
@Index('request_question_request_idx', ['requestId', 'askedAt'])
@Index('request_question_one_open_idx', ['requestId'], { unique: true, where: 'answered_at IS NULL' })
export class RequestQuestion {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('AccessRequest', { name: 'request_question_request_fk' })
  requestId: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'request_question_asked_by_fk' })
  askedBy: string;

  @Column('timestamptz')
  askedAt: Date;

  @Column('text')
  question: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'request_question_answered_by_fk' })
  answeredBy: string | null;

  @Column('timestamptz', { nullable: true })
  answeredAt: Date | null;

  @Column('text', { nullable: true })
  answer: string | null;
}
