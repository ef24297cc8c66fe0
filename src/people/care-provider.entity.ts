import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** The legal entity at the top of a unit tree (vårdgivare or omsorgsgivare), by organisation number. */
@Entity('care_provider')
@Unique('care_provider_organisation_number_key', ['organisationNumber'])
export class CareProvider {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('text')
  organisationNumber: string;

  @Column('text')
  name: string;
}
