import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A person's passkey (WebAuthn credential). A barred one stays, so that it can never be enrolled again. */
@Entity('passkey')
@Unique('passkey_credential_key', ['credentialId'])
@Check('passkey_algorithm_check', 'algorithm IN (-7, -8, -257)')
@Check('passkey_backed_up_check', 'NOT (device_bound AND backed_up)')
@Check('passkey_enrolled_by_check', "enrolled_by IN ('provider', 'invitation')")
@Check('passkey_barred_check', '(barred_at IS NULL) = (barred_reason IS NULL)')
@Index('passkey_person_idx', ['personId'])
export class Passkey {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'passkey_person_fk' })
  personId: string;

  /** As the authenticator names it, base64url. */
  @Column('text')
  credentialId: string;

  /** COSE key. */
  @Column('bytea')
  publicKey: Buffer;

  @Column('integer')
  algorithm: number;

  /** The signature counter last seen; 0 of authenticators that keep none. */
  @Column('bigint')
  counter: number;

  /** Never leaves its device; else it is synced by a provider of passkeys. */
  @Column('boolean')
  deviceBound: boolean;

  @Column('boolean')
  backedUp: boolean;

  /** The authenticator's model; zeros where it does not say. */
  @Column('uuid')
  aaguid: string;

  /** Format of the attestation statement, `none` where there was none. */
  @Column('text')
  attestation: string;

  @Column('text', { array: true })
  transports: string[];

  @Column('text')
  name: string;

  @Column('text')
  enrolledBy: string;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz', { nullable: true })
  lastUsedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  barredAt: Date | null;

  @Column('text', { nullable: true })
  barredReason: string | null;
}
