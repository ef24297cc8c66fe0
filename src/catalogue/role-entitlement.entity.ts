import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** An entitlement in a role. */
@Entity('role_entitlement')
@Index('role_entitlement_entitlement_idx', ['entitlementId'])
export class RoleEntitlement {
  @PrimaryColumn('uuid')
  @ForeignKey('Role', { name: 'role_entitlement_role_fk' })
  roleId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('Entitlement', { name: 'role_entitlement_entitlement_fk' })
  entitlementId: string;
}
