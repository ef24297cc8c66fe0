import { Check, Column, Entity, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A person once, whatever number of employments. The personal number is sealed and found by a keyed index (H13.2.2). */
@Entity('person')
@Check('person_number_check', '(person_number_sealed IS NULL) = (person_number_index IS NULL)')
@Unique('person_number_key', ['personNumberIndex'])
@Check('person_protection_check', "protection IN ('none', 'confidential', 'protected-registration')")
@Unique('person_source_key', ['source', 'sourceKey'])
@Index('person_name_idx', ['familyName', 'callName', 'id'])
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
}
