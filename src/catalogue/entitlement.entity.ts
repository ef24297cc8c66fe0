import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A privilege in one system, by the name the target knows it by. */
@Entity('entitlement')
@Unique('entitlement_key_key', ['key'])
@Check(
  'entitlement_data_class_check',
  "data_class IN ('open', 'internal', 'personal', 'confidential', 'patient')",
)
@Check('entitlement_days_check', 'max_days BETWEEN 1 AND 1095 AND review_days BETWEEN 1 AND 1095')
@Check('entitlement_level_check', 'required_level BETWEEN 1 AND 4')
@Check('entitlement_risk_check', 'risk BETWEEN 1 AND 5')
@Check('entitlement_sentence_check', "sentence_sv <> ''")
@Check('entitlement_state_check', "state IN ('in-use', 'retired')")
@Check('entitlement_target_check', "target IN ('directory', 'grindvakt', 'manual')")
@Index('entitlement_manual_name_idx', ['systemId', 'externalName'], {
  unique: true,
  where: "target = 'manual'",
})
@Index('entitlement_target_name_idx', ['target', 'externalName'], {
  unique: true,
  where: "target <> 'manual'",
})
export class Entitlement {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('InformationSystem', { name: 'entitlement_system_fk' })
  systemId: string;

  @Column('text')
  key: string;

  @Column('text')
  name: string;

  @Column('text')
  sentenceSv: string;

  @Column('text')
  sentenceEn: string;

  @Column('text')
  target: string;

  @Column('text')
  externalName: string;

  @Column('boolean', { default: false })
  privileged: boolean;

  @Column('text', { default: 'in-use' })
  state: string;

  /** Null: the system owner. */
  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'entitlement_owner_fk' })
  ownerId: string | null;

  @Column('text', { default: 'internal' })
  dataClass: string;

  @Column('smallint', { default: 1 })
  risk: number;

  @Column('smallint', { default: 1 })
  requiredLevel: number;

  @Column('integer', { nullable: true })
  maxDays: number | null;

  @Column('integer', { nullable: true })
  reviewDays: number | null;

  @Column('jsonb', { nullable: true })
  askableBy: unknown;
}
