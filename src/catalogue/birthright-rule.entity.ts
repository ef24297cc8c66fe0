import { Column, Entity, ForeignKey, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A rule that gives a role to everyone its people selector matches. */
@Entity('birthright_rule')
@Unique('birthright_rule_key_key', ['key'])
export class BirthrightRule {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('text')
  key: string;

  @Column('text')
  name: string;

  @Column('uuid')
  @ForeignKey('Role', { name: 'birthright_rule_role_fk' })
  roleId: string;

  @Column('uuid')
  @ForeignKey('Analysis', { name: 'birthright_rule_analysis_fk' })
  analysisId: string;

  @Column('jsonb')
  selector: unknown;

  @Column('boolean', { default: true })
  active: boolean;
}
