import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The answer kept for an Idempotency-Key. */
@Entity('idempotency_key')
export class IdempotencyKey {
  @PrimaryColumn('uuid')
  personId: string;

  @PrimaryColumn('uuid')
  key: string;

  @Column('bytea')
  requestDigest: Buffer;

  @Column('smallint', { nullable: true })
  status: number | null;

  @Column('jsonb', { nullable: true })
  response: unknown;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;
}
