import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/**
 * Who holds which role, through which employment, why and until when. Only ever ended or shortened. That what it points
 * to is there and is the right one, the trigger access_grant_guard_opened holds for all that are opened together.
 */
@Entity('access_grant')
@Check(
  'access_grant_basis_check',
  "CASE source WHEN 'birthright' THEN rule_id IS NOT NULL AND assessment_id IS NULL ELSE assessment_id IS NOT NULL END",
)
@Check('access_grant_end_check', 'valid_to IS NOT NULL OR next_review IS NOT NULL')
@Check('access_grant_ended_check', '(ended_at IS NULL) = (ended_reason IS NULL)')
@Check('access_grant_order_check', 'valid_to IS NULL OR valid_to > valid_from')
@Check(
  'access_grant_suspended_check',
  "suspended_for <@ ARRAY['leave', 'off-shift', 'prerequisite'] AND array_position(suspended_for, NULL) IS NULL",
)
@Check('access_grant_source_check', "source IN ('request', 'birthright', 'activation')")
@Index('access_grant_expiry_idx', ['validTo'], { where: 'ended_at IS NULL AND valid_to IS NOT NULL' })
@Index('access_grant_map_idx', ['unitId', 'roleId', 'personId', 'validTo'], { where: 'ended_at IS NULL' })
@Index('access_grant_one_active_idx', ['employmentId', 'roleId'], { unique: true, where: 'ended_at IS NULL' })
@Index('access_grant_outgrown_idx', ['outgrownAt'], { where: 'ended_at IS NULL AND outgrown_at IS NOT NULL' })
@Index('access_grant_person_idx', ['personId', 'endedAt'])
@Index('access_grant_role_idx', ['roleId'], { where: 'ended_at IS NULL' })
@Index('access_grant_suspended_idx', ['personId'], { where: "ended_at IS NULL AND suspended_for <> '{}'" })
export class AccessGrant {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  personId: string;

  @Column('uuid')
  employmentId: string;

  @Column('uuid')
  roleId: string;

  @Column('uuid')
  unitId: string;

  /** The title's code when it was given. */
  @Column('text', { nullable: true })
  titleCode: string | null;

  @Column('text')
  source: string;

  @Column('uuid')
  analysisId: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('Assessment', { name: 'access_grant_assessment_fk' })
  assessmentId: string | null;

  @Column('uuid', { nullable: true })
  ruleId: string | null;

  @Column('timestamptz')
  validFrom: Date;

  @Column('timestamptz', { nullable: true })
  validTo: Date | null;

  @Column('date', { nullable: true })
  nextReview: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'access_grant_granted_by_fk' })
  grantedBy: string | null;

  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;

  @Column('text', { nullable: true })
  endedReason: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'access_grant_ended_by_fk' })
  endedBy: string | null;

  /** Why it rests; it works only when this is empty. */
  @Column('text', { array: true, default: () => "'{}'" })
  suspendedFor: string[];

  /** The employment moved away from its unit: it waits for handover or review. */
  @Column('timestamptz', { nullable: true })
  outgrownAt: Date | null;

  /** Its analysis is for shared records: it reaches data of other care providers. The database keeps it true. */
  @Column('boolean', { default: false })
  acrossProviders: boolean;

  /** The part of the unit that it is for; null: all of it. */
  @Column('uuid', { nullable: true })
  @ForeignKey('Unit', { name: 'access_grant_scope_unit_fk' })
  scopeUnitId: string | null;
}
