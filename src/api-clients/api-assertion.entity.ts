import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A program's assertion that has been used: each counts once. */
@Entity('api_assertion')
@Index('api_assertion_expires_idx', ['expiresAt'])
export class ApiAssertion {
  @PrimaryColumn('uuid')
  @ForeignKey('ApiClient', { name: 'api_assertion_client_fk', onDelete: 'CASCADE' })
  clientId: string;

  /** Digest of its id. */
  @PrimaryColumn('bytea')
  jti: Buffer;

  @Column('timestamptz')
  expiresAt: Date;
}
