import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** What a rule said, who ordered it and why (H15.5). */
@Entity('separation_rule_version')
export class SeparationRuleVersion {
  @PrimaryColumn('uuid')
  @ForeignKey('SeparationRuleRow', { name: 'separation_rule_version_rule_fk' })
  ruleId: string;

  @PrimaryColumn('integer')
  version: number;

  @Column('jsonb')
  content: Record<string, unknown>;

  @Column('text')
  reason: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'separation_rule_version_changed_by_fk' })
  changedBy: string;

  @Column('timestamptz')
  changedAt: Date;
}
