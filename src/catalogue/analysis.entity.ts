import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A version of the need-and-risk analysis of a role (H13.1.3). */
@Entity('analysis')
@Check('analysis_approved_check', "state = 'draft' OR (approved_by IS NOT NULL AND approved_at IS NOT NULL)")
@Unique('analysis_role_version_key', ['roleId', 'version'])
@Check('analysis_state_check', "state IN ('draft', 'approved', 'superseded')")
@Index('analysis_one_approved_idx', ['roleId'], { unique: true, where: "state = 'approved'" })
export class Analysis {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('Role', { name: 'analysis_role_fk' })
  roleId: string;

  @Column('integer')
  version: number;

  @Column('jsonb')
  content: unknown;

  @Column('text')
  state: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'analysis_approved_by_fk' })
  approvedBy: string | null;

  @Column('timestamptz', { nullable: true })
  approvedAt: Date | null;

  @Column('date')
  validTo: string;
}
