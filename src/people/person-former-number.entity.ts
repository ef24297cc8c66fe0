import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A personal number that a person had before, by its blind index: another source may still know them by it. */
@Entity('person_former_number')
@Index('person_former_number_person_idx', ['personId'])
export class PersonFormerNumber {
  @PrimaryColumn('bytea')
  numberIndex: Buffer;

  @PrimaryColumn('uuid')
  @ForeignKey('Person', { name: 'person_former_number_person_fk' })
  personId: string;

  @Column('timestamptz')
  replacedAt: Date;
}
