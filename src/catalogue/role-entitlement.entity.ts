import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** All that a role gives, with what the roles in it give: provisioning and rules look here and nowhere else. */
@Entity('role_entitlement')
@Index('role_entitlement_entitlement_idx', ['entitlementId'])
export class RoleEntitlement {
  @PrimaryColumn('uuid')
  @ForeignKey('Role', { name: 'role_entitlement_role_fk' })
  roleId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('Entitlement', { name: 'role_entitlement_entitlement_fk' })
  entitlementId: string;

  /** Its own content; false: brought by an included role. */
  @Column('boolean', { default: true })
  direct: boolean;
}
