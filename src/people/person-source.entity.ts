import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Which record of which HR source is which person. */
@Entity('person_source')
@Index('person_source_person_idx', ['personId'])
@Index('person_source_facts_idx', ['source', 'factsAt'], { where: '(facts_at IS NOT NULL)' })
export class PersonSource {
  @PrimaryColumn('text')
  source: string;

  @PrimaryColumn('text')
  sourceKey: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'person_source_person_fk' })
  personId: string;

  /** The moment that the newest facts taken in from this record describe; null: that of the source's newest full delivery. */
  @Column('timestamptz', { nullable: true })
  factsAt: Date | null;
}
