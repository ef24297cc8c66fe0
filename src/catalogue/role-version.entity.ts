import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** What a role was, is or is proposed to be (H15.5.2). */
@Entity('role_version')
@Unique('role_version_role_version_key', ['roleId', 'version'])
@Check(
  'role_version_state_check',
  "state IN ('in-force', 'proposed', 'held', 'superseded', 'rejected', 'withdrawn')",
)
@Check(
  'role_version_four_eyes_check',
  "decided_by IS NULL OR state = 'withdrawn' OR decided_by <> ordered_by",
)
@Index('role_version_one_proposed_idx', ['roleId'], { unique: true, where: "state IN ('proposed', 'held')" })
@Index('role_version_one_in_force_idx', ['roleId'], { unique: true, where: "state = 'in-force'" })
export class RoleVersion {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('Role', { name: 'role_version_role_fk' })
  roleId: string;

  @Column('integer')
  version: number;

  @Column('jsonb')
  content: unknown;

  /** `held`: approved, but it takes access from more people than may be without one more human. */
  @Column('text')
  state: string;

  /** Null: the operator's declared catalogue. */
  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'role_version_ordered_by_fk' })
  orderedBy: string | null;

  @Column('timestamptz')
  orderedAt: Date;

  @Column('text')
  reason: string;

  /** The earlier version that this one brings back. */
  @Column('integer', { nullable: true })
  restores: number | null;

  @Column('timestamptz', { nullable: true })
  decidedAt: Date | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'role_version_decided_by_fk' })
  decidedBy: string | null;

  @Column('text', { nullable: true })
  decisionReason: string | null;
}
