import { Check, Column, Entity, ForeignKey, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** What access is to, with its owners and its classes K/R/T. */
@Entity('information_system')
@Check(
  'information_system_classes_check',
  'confidentiality BETWEEN 0 AND 4 AND integrity BETWEEN 0 AND 4 AND availability BETWEEN 0 AND 4',
)
@Unique('information_system_key_key', ['key'])
export class InformationSystem {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('text')
  key: string;

  @Column('text')
  name: string;

  @Column('text')
  purpose: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'information_system_information_owner_fk' })
  informationOwnerId: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'information_system_system_owner_fk' })
  systemOwnerId: string;

  @Column('smallint')
  confidentiality: number;

  @Column('smallint')
  integrity: number;

  @Column('smallint')
  availability: number;

  @Column('text')
  logPolicy: string;
}
