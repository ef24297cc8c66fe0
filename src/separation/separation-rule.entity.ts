import { Check, Column, Entity, ForeignKey, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { PeopleSelector } from '../policy/model/selector.js';

/** Duties that nobody may have together, as they are kept apart now. */
@Entity('separation_rule')
@Unique('separation_rule_name_key', ['name'])
@Check('separation_rule_mode_check', "mode IN ('record', 'enforce')")
@Check('separation_rule_state_check', "state IN ('active', 'retired')")
export class SeparationRuleRow {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  @Column('text')
  why: string;

  @Column('text')
  mode: string;

  @Column('text', { default: 'active' })
  state: string;

  @Column('integer', { default: 1 })
  version: number;

  @Column('uuid', { array: true })
  leftRoles: string[];

  @Column('uuid', { array: true })
  leftEntitlements: string[];

  @Column('jsonb', { nullable: true })
  leftPeople: PeopleSelector | null;

  @Column('uuid', { array: true })
  rightRoles: string[];

  @Column('uuid', { array: true })
  rightEntitlements: string[];

  @Column('jsonb', { nullable: true })
  rightPeople: PeopleSelector | null;

  @Column('uuid')
  @ForeignKey('Person', { name: 'separation_rule_changed_by_fk' })
  changedBy: string;

  @Column('timestamptz')
  changedAt: Date;
}
