import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** What a program proves itself by: a public key, or a certificate by its digest. */
@Entity('api_client_key')
@Index('api_client_key_thumbprint_idx', ['thumbprint'], { unique: true })
@Index('api_client_key_client_idx', ['clientId'])
export class ApiClientKey {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('ApiClient', { name: 'api_client_key_client_fk', onDelete: 'CASCADE' })
  clientId: string;

  @Column('text')
  name: string;

  /** Null: a certificate. */
  @Column('jsonb', { nullable: true })
  jwk: Record<string, string> | null;

  /** Of the key as RFC 7638 says, of a certificate SHA-256 of its DER. */
  @Column('bytea')
  thumbprint: Buffer;

  @Column('timestamptz')
  addedAt: Date;

  @Column('timestamptz', { nullable: true })
  lastUsedAt: Date | null;
}
