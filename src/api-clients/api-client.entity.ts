import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A program that calls the API. */
@Entity('api_client')
@Check('api_client_authentication_check', `authentication IN ('private_key_jwt', 'jwks', 'tls')`)
@Check('api_client_jwks_check', `(authentication = 'jwks') = (jwks_uri IS NOT NULL)`)
@Check('api_client_disabled_check', '(disabled_at IS NULL) = (disabled_reason IS NULL)')
@Index('api_client_name_idx', ['name'], { unique: true })
@Index('api_client_owner_idx', ['ownerId'])
export class ApiClient {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  @Column('text')
  purpose: string;

  @Column('text', { array: true })
  scopes: string[];

  @Column('text', { nullable: true })
  hrSource: string | null;

  @Column('text')
  authentication: string;

  /** Where it publishes its keys; null: they are given to us. */
  @Column('text', { nullable: true })
  jwksUri: string | null;

  @Column('uuid')
  @ForeignKey('Person', { name: 'api_client_owner_fk' })
  ownerId: string;

  /** The day its owner was found to be gone. */
  @Column('date', { nullable: true })
  ownerlessSince: string | null;

  @Column('date')
  expiresOn: string;

  @Column('timestamptz', { nullable: true })
  disabledAt: Date | null;

  @Column('text', { nullable: true })
  disabledReason: string | null;

  @Column('timestamptz', { nullable: true })
  lastUsedAt: Date | null;

  @Column('text', { nullable: true })
  lastUsedAddress: string | null;

  @Column('timestamptz')
  createdAt: Date;
}
