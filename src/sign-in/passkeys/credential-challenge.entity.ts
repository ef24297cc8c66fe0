import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A ceremony begun with a passkey, used once; the id is the digest of the browser's cookie. */
@Entity('credential_challenge')
@Check('credential_challenge_purpose_check', "purpose IN ('sign-in', 'enrol')")
@Check('credential_challenge_whose_check', "(purpose = 'enrol') = (person_id IS NOT NULL)")
@Index('credential_challenge_expires_idx', ['expiresAt'])
export class CredentialChallenge {
  @PrimaryColumn('bytea')
  id: Buffer;

  @Column('text')
  purpose: string;

  @Column('text')
  challenge: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'credential_challenge_person_fk', onDelete: 'CASCADE' })
  personId: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('CredentialInvitation', { name: 'credential_challenge_invitation_fk', onDelete: 'CASCADE' })
  invitationId: string | null;

  /** What the sign-in must reach, where something demands more than signing in does. */
  @Column('smallint', { nullable: true })
  demandedLevel: number | null;

  @Column('timestamptz')
  expiresAt: Date;
}
