import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** Something that happened to a unit, as read from two days' facts. */
@Entity('organisation_change')
@Check(
  'organisation_change_kind_check',
  "kind IN ('opened', 'closed', 'split', 'merged', 'replaced', 'renamed', 'moved', 'manager-changed', 'manager-lost', 'manager-gained')",
)
@Index('organisation_change_at_idx', ['at', 'id'])
@Index('organisation_change_unit_idx', ['unitId'])
export class OrganisationChangeRow {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('text')
  source: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('HrImport', { name: 'organisation_change_import_fk' })
  importId: string | null;

  @Column('date')
  day: string;

  @Column('timestamptz')
  at: Date;

  @Column('text')
  kind: string;

  @Column('uuid')
  @ForeignKey('Unit', { name: 'organisation_change_unit_fk' })
  unitId: string;

  @Column('uuid', { array: true, default: () => "'{}'" })
  otherUnitIds: string[];

  /** The name, or the unit above, before and after. */
  @Column('text', { nullable: true })
  was: string | null;

  @Column('text', { nullable: true })
  became: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'organisation_change_was_manager_fk' })
  wasManagerId: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'organisation_change_became_manager_fk' })
  becameManagerId: string | null;

  @Column('integer', { default: 0 })
  persons: number;

  @Column('uuid', { nullable: true })
  @ForeignKey('Campaign', { name: 'organisation_change_campaign_fk' })
  campaignId: string | null;
}
