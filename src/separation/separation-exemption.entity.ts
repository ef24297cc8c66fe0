import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** Somebody decided that a person may have duties which a rule keeps apart, with a control instead and an end. */
@Entity('separation_exemption')
@Check('separation_exemption_not_own_check', 'decided_by <> person_id')
@Check(
  'separation_exemption_ended_check',
  '(ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (ended_reason IS NULL)',
)
@Index('separation_exemption_one_idx', ['ruleId', 'personId'], { unique: true, where: 'ended_at IS NULL' })
@Index('separation_exemption_person_idx', ['personId'])
export class SeparationExemptionRow {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('SeparationRuleRow', { name: 'separation_exemption_rule_fk' })
  ruleId: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'separation_exemption_person_fk' })
  personId: string;

  @Column('text')
  reason: string;

  @Column('text')
  control: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'separation_exemption_decided_by_fk' })
  decidedBy: string;

  @Column('timestamptz')
  decidedAt: Date;

  @Column('date')
  validTo: string;

  @Column('timestamptz', { nullable: true })
  endedAt: Date | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'separation_exemption_ended_by_fk' })
  endedBy: string | null;

  @Column('text', { nullable: true })
  endedReason: string | null;
}
