import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** One engagement of a person in one unit; both days are part of it. */
@Entity('employment')
@Check('employment_days_check', 'end_date IS NULL OR end_date >= start_date')
@Check(
  'employment_kind_check',
  "kind IN ('permanent', 'substitute', 'fixed-term', 'hourly', 'probation', 'consultant', 'student', 'volunteer')",
)
@Check(
  'employment_registered_here_check',
  "source <> 'grindvakt' OR (kind IN ('consultant', 'student', 'volunteer') AND end_date IS NOT NULL AND contract_reference IS NOT NULL AND external_employer IS NOT NULL AND registered_by_hand)",
)
@Unique('employment_source_number_key', ['source', 'number'])
@Index('employment_end_idx', ['endDate'])
@Index('employment_manager_idx', ['managerEmploymentId'])
@Index('employment_manager_number_idx', ['managerNumber'], { where: 'manager_number IS NOT NULL' })
@Index('employment_person_idx', ['personId'])
@Index('employment_record_idx', ['source', 'sourceKey'], { where: 'source_key IS NOT NULL' })
@Index('employment_start_idx', ['startDate'])
@Index('employment_unit_idx', ['unitId'])
export class Employment {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'employment_person_fk' })
  personId: string;

  @Column('uuid')
  @ForeignKey('Unit', { name: 'employment_unit_fk' })
  unitId: string;

  @Column('text')
  source: string;

  @Column('text')
  number: string;

  @Column('text')
  kind: string;

  @Column('text')
  title: string;

  @Column('text', { nullable: true })
  titleCode: string | null;

  @Column('numeric', { precision: 6, scale: 2, default: 0 })
  percent: string;

  @Column('date')
  startDate: string;

  @Column('date', { nullable: true })
  endDate: string | null;

  @Column('boolean', { default: false })
  main: boolean;

  @Column('boolean', { default: false })
  leadsUnit: boolean;

  @Column('text', { nullable: true })
  managerNumber: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('Employment', { name: 'employment_manager_fk' })
  managerEmploymentId: string | null;

  @Column('text', { nullable: true })
  leaveKind: string | null;

  @Column('numeric', { precision: 6, scale: 2, nullable: true })
  leavePercent: string | null;

  @Column('date', { nullable: true })
  leaveFrom: string | null;

  @Column('date', { nullable: true })
  leaveTo: string | null;

  @Column('text', { nullable: true })
  sponsorNumber: string | null;

  @Column('text', { nullable: true })
  externalEmployer: string | null;

  @Column('text', { nullable: true })
  contractReference: string | null;

  @Column('boolean', { default: false })
  registeredByHand: boolean;

  @Column('timestamptz', { nullable: true })
  terminatedAt: Date | null;

  @Column('bytea', { nullable: true })
  rowDigest: Buffer | null;

  /** The record of its source that it came by; null when it came by none. */
  @Column('text', { nullable: true })
  sourceKey: string | null;
}
