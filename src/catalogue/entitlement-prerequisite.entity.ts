import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** An entitlement requires it; so does every role that holds the entitlement. */
@Entity('entitlement_prerequisite')
@Index('entitlement_prerequisite_prerequisite_idx', ['prerequisiteId'])
export class EntitlementPrerequisite {
  @PrimaryColumn('uuid')
  @ForeignKey('Entitlement', { name: 'entitlement_prerequisite_entitlement_fk' })
  entitlementId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('Prerequisite', { name: 'entitlement_prerequisite_prerequisite_fk' })
  prerequisiteId: string;
}
