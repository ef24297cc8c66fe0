import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { SessionKind } from './session-kind.js';

/** Somebody signed in; the id is the digest of the cookie. */
@Entity('session')
@Check('session_level_check', 'level BETWEEN 1 AND 4')
@Check('session_kind_check', `kind IN ('oidc', 'passkey', 'totp', 'break-glass', 'known-device')`)
@Check('session_known_device_check', `kind <> 'known-device' OR level <= 2`)
@Index('session_expires_idx', ['expiresAt'])
@Index('session_person_idx', ['personId'])
@Index('session_public_id_idx', ['publicId'], { unique: true })
@Index('session_provider_sid_idx', ['provider', 'providerSid'], { where: 'provider_sid IS NOT NULL' })
@Index('session_provider_subject_idx', ['provider', 'providerSubject'], {
  where: 'provider_subject IS NOT NULL',
})
export class Session {
  @PrimaryColumn('bytea')
  id: Buffer;

  /** What the person's list and addresses call it: worth nothing as a cookie. */
  @Column('uuid')
  publicId: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'session_person_fk' })
  personId: string;

  @Column('smallint')
  level: number;

  @Column('text')
  kind: SessionKind;

  @Column('text')
  provider: string;

  /** The session's name at the provider, for its logout (`sid`). */
  @Column('text', { nullable: true })
  providerSid: string | null;

  /** The person's name at the provider (`sub`): for its logout only, never to find a person by. */
  @Column('text', { nullable: true })
  providerSubject: string | null;

  /** Which of the person's credentials: a passkey's or authenticator's id, or the HSA-id of the card. */
  @Column('text', { nullable: true })
  credentialId: string | null;

  @Column('text')
  acr: string;

  @Column('text')
  method: string;

  /** "Firefox · Windows". */
  @Column('text', { nullable: true })
  device: string | null;

  @Column('text', { nullable: true })
  address: string | null;

  @Column('bytea', { nullable: true })
  idTokenSealed: Buffer | null;

  @Column('timestamptz')
  signedInAt: Date;

  /** When the person last proved who they are: `within the last N minutes` counts from here. */
  @Column('timestamptz')
  authenticatedAt: Date;

  @Column('timestamptz')
  lastSeenAt: Date;

  @Column('timestamptz')
  expiresAt: Date;

  /** When it was last found to lack no signature; null: not asked yet. */
  @Column('timestamptz', { nullable: true })
  acknowledgedAt: Date | null;
}
