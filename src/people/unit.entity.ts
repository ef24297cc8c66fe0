import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** An organisational unit in a tree; `path` holds the codes from the top, `/10000/33000/`. */
@Entity('unit')
@Unique('unit_source_code_key', ['source', 'code'])
@Index('unit_manager_number_idx', ['managerNumber'], { where: 'manager_number IS NOT NULL' })
@Index('unit_parent_idx', ['parentId'])
@Index('unit_path_idx', ['path'])
export class Unit {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('CareProvider', { name: 'unit_care_provider_fk' })
  careProviderId: string;

  @Column('text')
  source: string;

  @Column('text')
  code: string;

  @Column('text')
  name: string;

  @Column('text', { default: '' })
  kind: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('Unit', { name: 'unit_parent_fk' })
  parentId: string | null;

  @Column('text')
  path: string;

  @Column('text', { nullable: true })
  managerNumber: string | null;

  @Column('text', { nullable: true })
  hsaId: string | null;

  @Column('text', { nullable: true })
  costCentre: string | null;

  @Column('date', { nullable: true })
  validFrom: string | null;

  @Column('date', { nullable: true })
  validTo: string | null;
}
