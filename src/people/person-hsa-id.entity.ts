import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** One of the HSA-ids by which a person may sign in. */
@Entity('person_hsa_id')
@Index('person_hsa_id_person_idx', ['personId'])
export class PersonHsaId {
  @PrimaryColumn('text')
  hsaId: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'person_hsa_id_person_fk' })
  personId: string;
}
