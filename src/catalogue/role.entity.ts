import { Check, Column, Entity, ForeignKey, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A named bundle of entitlements; privileged ones are activated, never requested (H13.1.5). */
@Entity('role')
@Check('role_days_check', 'max_days BETWEEN 1 AND 1095 AND review_days BETWEEN 1 AND 1095')
@Unique('role_key_key', ['key'])
@Check('role_data_class_check', "data_class IN ('open', 'internal', 'personal', 'confidential', 'patient')")
@Check('role_state_check', "state IN ('draft', 'in-use', 'retired')")
@Check('role_mover_check', "mover IN ('end', 'keep', 'review')")
@Check(
  'role_mover_days_check',
  "CASE mover WHEN 'keep' THEN mover_days BETWEEN 1 AND 90 ELSE mover_days IS NULL END",
)
@Check('role_level_check', 'required_level BETWEEN 1 AND 4')
@Check(
  'role_privileged_check',
  'NOT privileged OR (holder_cap > 0 AND eligible IS NOT NULL AND activation_hours IS NOT NULL AND NOT requestable)',
)
@Check('role_risk_check', 'risk BETWEEN 1 AND 5')
export class Role {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('text')
  key: string;

  @Column('uuid')
  @ForeignKey('InformationSystem', { name: 'role_system_fk' })
  systemId: string;

  @Column('text')
  nameSv: string;

  @Column('text')
  nameEn: string;

  @Column('text')
  sentenceSv: string;

  @Column('text')
  sentenceEn: string;

  @Column('boolean', { default: false })
  privileged: boolean;

  @Column('smallint')
  risk: number;

  @Column('smallint', { default: 3 })
  requiredLevel: number;

  @Column('integer')
  maxDays: number;

  @Column('integer')
  reviewDays: number;

  @Column('boolean', { default: true })
  requestable: boolean;

  @Column('jsonb', { nullable: true })
  suggestedFor: unknown;

  @Column('integer', { nullable: true })
  holderCap: number | null;

  @Column('jsonb', { nullable: true })
  eligible: unknown;

  @Column('integer', { array: true, nullable: true })
  activationHours: number[] | null;

  /** What becomes of a requested grant when its holder moves: 'end', 'keep' for `moverDays`, or 'review'. */
  @Column('text', { default: 'review' })
  mover: string;

  @Column('integer', { nullable: true })
  moverDays: number | null;

  @Column('text', { default: 'draft' })
  state: string;

  /** The version in force; of a draft the first one proposed. */
  @Column('integer', { default: 1 })
  version: number;

  @Column('text', { default: 'internal' })
  dataClass: string;

  /** For whom it may be asked; null: for anyone. */
  @Column('jsonb', { nullable: true })
  askableBy: unknown;

  /** That of the role, of its entitlements and of the roles in it: all of them must match. */
  @Column('jsonb', { default: [] })
  askableByAll: unknown;

  /** The security officer approves too, whatever the risk. */
  @Column('boolean', { default: false })
  securityApproves: boolean;

  /** What whoever asks for it answers besides the assessment: `{sv, en}` each. */
  @Column('jsonb', { default: [] })
  questions: unknown;
}
