import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** What the register says of a system, version by version: who ordered it, why, and who approved it (H15.5). */
@Entity('system_version')
@Unique('system_version_system_version_key', ['systemId', 'version'])
@Check('system_version_kind_check', "kind IN ('content', 'classification', 'declared')")
@Check(
  'system_version_state_check',
  "state IN ('in-force', 'proposed', 'superseded', 'rejected', 'withdrawn')",
)
@Check(
  'system_version_four_eyes_check',
  "decided_by IS NULL OR state = 'withdrawn' OR decided_by <> ordered_by",
)
@Index('system_version_one_proposed_idx', ['systemId'], { unique: true, where: "state = 'proposed'" })
@Index('system_version_one_in_force_idx', ['systemId'], { unique: true, where: "state = 'in-force'" })
export class SystemVersion {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('InformationSystem', { name: 'system_version_system_fk' })
  systemId: string;

  @Column('integer')
  version: number;

  @Column('text')
  kind: string;

  @Column('jsonb')
  content: unknown;

  @Column('text')
  state: string;

  /** Null: the operator's declared catalogue. */
  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'system_version_ordered_by_fk' })
  orderedBy: string | null;

  @Column('timestamptz')
  orderedAt: Date;

  @Column('text')
  reason: string;

  /** Opens a review of all access to the system when it comes into force (H13.1.4). */
  @Column('boolean', { default: false })
  review: boolean;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'system_version_decided_by_fk' })
  decidedBy: string | null;

  @Column('timestamptz', { nullable: true })
  decidedAt: Date | null;

  @Column('text', { nullable: true })
  decisionReason: string | null;
}
