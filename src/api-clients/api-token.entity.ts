import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A program let in for a while; the id is the digest of the token. */
@Entity('api_token')
@Index('api_token_client_idx', ['clientId'])
@Index('api_token_expires_idx', ['expiresAt'])
export class ApiToken {
  @PrimaryColumn('bytea')
  id: Buffer;

  @Column('uuid')
  @ForeignKey('ApiClient', { name: 'api_token_client_fk', onDelete: 'CASCADE' })
  clientId: string;

  @Column('text', { array: true })
  scopes: string[];

  /** Of the certificate that it was given to: with no other is it worth anything (RFC 8705). */
  @Column('bytea', { nullable: true })
  thumbprint: Buffer | null;

  @Column('timestamptz')
  expiresAt: Date;
}
