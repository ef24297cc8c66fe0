import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** Somebody's approval of a role's version, for one of the systems that it reaches. */
@Entity('role_version_approval')
export class RoleVersionApproval {
  @PrimaryColumn('uuid')
  @ForeignKey('RoleVersion', { name: 'role_version_approval_version_fk' })
  versionId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('Person', { name: 'role_version_approval_person_fk' })
  personId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('InformationSystem', { name: 'role_version_approval_system_fk' })
  systemId: string;

  @Column('timestamptz')
  approvedAt: Date;
}
