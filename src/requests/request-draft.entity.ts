import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** What somebody has begun to ask for; its owner's alone. */
@Entity('request_draft')
@Index('request_draft_person_idx', ['personId', 'savedAt'])
export class RequestDraft {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'request_draft_person_fk' })
  personId: string;

  /** Counts up at each save, so that two tabs cannot overwrite each other unseen. */
  @Column('integer', { default: 1 })
  version: number;

  @Column('jsonb')
  content: unknown;

  @Column('timestamptz')
  begunAt: Date;

  @Column('timestamptz')
  savedAt: Date;
}
