import { Check, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A role in a role; never in a circle. */
@Entity('role_inclusion')
@Check('role_inclusion_not_itself_check', 'role_id <> included_role_id')
@Index('role_inclusion_included_idx', ['includedRoleId'])
export class RoleInclusion {
  @PrimaryColumn('uuid')
  @ForeignKey('Role', { name: 'role_inclusion_role_fk' })
  roleId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('Role', { name: 'role_inclusion_included_role_fk' })
  includedRoleId: string;
}
