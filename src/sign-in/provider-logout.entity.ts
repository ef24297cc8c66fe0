import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A provider's word that somebody signed out there; kept until it can be said no more. */
@Entity('provider_logout')
@Check('provider_logout_whose_check', 'sid IS NOT NULL OR subject IS NOT NULL')
@Index('provider_logout_expires_idx', ['expiresAt'])
@Index('provider_logout_sid_idx', ['provider', 'sid'], { where: 'sid IS NOT NULL' })
@Index('provider_logout_subject_idx', ['provider', 'subject'], { where: 'sid IS NULL' })
export class ProviderLogout {
  @PrimaryColumn('text')
  provider: string;

  /** Digest of the message's id. */
  @PrimaryColumn('bytea')
  jti: Buffer;

  /** As in `session.provider_sid`. */
  @Column('text', { nullable: true })
  sid: string | null;

  /** As in `session.provider_subject`. */
  @Column('text', { nullable: true })
  subject: string | null;

  @Column('timestamptz')
  issuedAt: Date;

  @Column('timestamptz')
  expiresAt: Date;
}
