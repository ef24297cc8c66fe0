import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** One line of the append-only log: who did what about whom, from where and how strongly signed in (H13.1.8). */
@Entity('audit_entry')
@Check('audit_entry_actor_check', "actor_kind IN ('person', 'operator', 'system')")
@Check('audit_entry_level_check', 'level BETWEEN 1 AND 4')
@Check('audit_entry_person_actor_check', "(actor_kind = 'person') = (actor_id IS NOT NULL)")
@Index('audit_entry_object_idx', ['objectId', 'id'])
@Index('audit_entry_person_idx', ['personId', 'id'])
@Index('audit_entry_transaction_idx', ['transactionId', 'id'])
export class AuditEntry {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column('bigint', { default: () => 'transaction_number()' })
  transactionId: number;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  at: Date;

  @Column('text')
  actorKind: string;

  @Column('uuid', { nullable: true })
  actorId: string | null;

  @Column('text', { nullable: true })
  actorName: string | null;

  @Column('text')
  action: string;

  @Column('uuid', { nullable: true })
  personId: string | null;

  @Column('text', { nullable: true })
  objectKind: string | null;

  @Column('uuid', { nullable: true })
  objectId: string | null;

  @Column('text', { nullable: true })
  reason: string | null;

  @Column('text')
  channel: string;

  @Column('text', { nullable: true })
  address: string | null;

  @Column('smallint', { nullable: true })
  level: number | null;

  @Column('jsonb', { default: {} })
  detail: unknown;
}
