import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/**
 * What a role gave, or would give by a proposed version of itself or of a role in it, and in which time. Tells which
 * entitlements an analysis was approved for (H13.1.3).
 */
@Entity('role_effect')
@Index('role_effect_role_idx', ['roleId'])
export class RoleEffect {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('Role', { name: 'role_effect_role_fk' })
  roleId: string;

  /** The version that brings it; null: what was before there were versions. */
  @Column('uuid', { nullable: true })
  @ForeignKey('RoleVersion', { name: 'role_effect_version_fk' })
  versionId: string | null;

  @Column('uuid', { array: true })
  entitlements: string[];

  @Column('timestamptz')
  since: Date;

  @Column('timestamptz', { nullable: true })
  until: Date | null;
}
