import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Somebody known whom a correlation case may be about, and what speaks for it. */
@Entity('correlation_candidate')
@Index('correlation_candidate_person_idx', ['personId'])
export class CorrelationCandidate {
  @PrimaryColumn('uuid')
  @ForeignKey('CorrelationCase', { name: 'correlation_candidate_case_fk', onDelete: 'CASCADE' })
  caseId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('Person', { name: 'correlation_candidate_person_fk' })
  personId: string;

  /** The likeliest is 1. */
  @Column('integer')
  rank: number;

  @Column('text', { array: true })
  signs: string[];
}
