import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A person once, whatever number of employments. The personal number is sealed and found by a keyed index (H13.2.2). */
@Entity('person')
@Check('person_number_check', '(person_number_sealed IS NULL) = (person_number_index IS NULL)')
@Unique('person_number_key', ['personNumberIndex'])
@Check('person_protection_check', "protection IN ('none', 'confidential', 'protected-registration')")
@Unique('person_source_key', ['source', 'sourceKey'])
@Index('person_name_idx', ['familyName', 'callName', 'id'])
@Check('person_merged_check', 'merged_into IS NULL OR (merged_into <> id AND person_number_index IS NULL)')
@Index('person_birth_idx', ['birthIndex'], { where: 'birth_index IS NOT NULL' })
@Index('person_protected_idx', ['id'], { where: "protection <> 'none'" })
@Index('person_merged_into_idx', ['mergedInto'], { where: 'merged_into IS NOT NULL' })
export class Person {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('text')
  source: string;

  @Column('text')
  sourceKey: string;

  @Column('bytea', { nullable: true })
  personNumberSealed: Buffer | null;

  @Column('bytea', { nullable: true })
  personNumberIndex: Buffer | null;

  @Column('text')
  givenName: string;

  @Column('text')
  callName: string;

  @Column('text')
  familyName: string;

  @Column('text', { default: 'none' })
  protection: string;

  @Column('text', { nullable: true })
  email: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;

  /** Keyed, like the number: for finding those born the same day. */
  @Column('bytea', { nullable: true })
  birthIndex: Buffer | null;

  /** The number is a samordningsnummer, which a personnummer replaces some day. */
  @Column('boolean', { default: false })
  coordinationNumber: boolean;

  /** The person whom this one was found to be; nothing but history is left here. */
  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'person_merged_into_fk' })
  mergedInto: string | null;
}
