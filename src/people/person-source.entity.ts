import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/**
 * Which record of which HR source is which person, and what it states of them. What holds for the person is taken field
 * by field from the first source in the configured order that states it.
 */
@Entity('person_source')
@Check('person_source_number_check', '(number_sealed IS NULL) = (number_index IS NULL)')
@Check('person_source_protection_check', "protection IN ('none', 'confidential', 'protected-registration')")
@Index('person_source_person_idx', ['personId'])
@Index('person_source_facts_idx', ['source', 'factsAt'], { where: '(facts_at IS NOT NULL)' })
@Index('person_source_number_idx', ['numberIndex'], { where: 'number_index IS NOT NULL' })
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

  @Column('bytea', { nullable: true })
  numberSealed: Buffer | null;

  @Column('bytea', { nullable: true })
  numberIndex: Buffer | null;

  @Column('bytea', { nullable: true })
  birthIndex: Buffer | null;

  @Column('boolean', { nullable: true })
  coordinationNumber: boolean | null;

  @Column('text', { nullable: true })
  givenName: string | null;

  @Column('text', { nullable: true })
  callName: string | null;

  @Column('text', { nullable: true })
  familyName: string | null;

  @Column('text', { nullable: true })
  protection: string | null;

  @Column('text', { nullable: true })
  email: string | null;

  @Column('text', { array: true, nullable: true })
  hsaIds: string[] | null;

  @Column('timestamptz', { default: () => 'now()' })
  linkedAt: Date;

  /** Since when the source does not state the record any more: it counts after all others. */
  @Column('timestamptz', { nullable: true })
  lostAt: Date | null;
}
