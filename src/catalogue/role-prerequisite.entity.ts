import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A role requires it: grants of the role rest while it does not hold. */
@Entity('role_prerequisite')
@Index('role_prerequisite_prerequisite_idx', ['prerequisiteId'])
export class RolePrerequisite {
  @PrimaryColumn('uuid')
  @ForeignKey('Role', { name: 'role_prerequisite_role_fk' })
  roleId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('Prerequisite', { name: 'role_prerequisite_prerequisite_fk' })
  prerequisiteId: string;

  /** Demanded by the role itself; false: by an entitlement or a role in it. */
  @Column('boolean', { default: true })
  direct: boolean;
}
