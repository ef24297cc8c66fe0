import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** Somebody who has duties that a rule keeps apart (`held`), or was not given access because of it (`withheld`). */
@Entity('separation_conflict')
@Check('separation_conflict_kind_check', "kind IN ('held', 'withheld')")
@Index('separation_conflict_one_idx', ['ruleId', 'personId', 'kind'], {
  unique: true,
  where: 'closed_at IS NULL',
})
@Index('separation_conflict_found_idx', ['foundAt', 'id'])
@Index('separation_conflict_person_idx', ['personId'])
export class SeparationConflictRow {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('SeparationRuleRow', { name: 'separation_conflict_rule_fk' })
  ruleId: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'separation_conflict_person_fk' })
  personId: string;

  @Column('text')
  kind: string;

  @Column('uuid', { array: true })
  leftRoles: string[];

  @Column('uuid', { array: true })
  rightRoles: string[];

  @Column('timestamptz')
  foundAt: Date;

  @Column('timestamptz', { nullable: true })
  closedAt: Date | null;
}
