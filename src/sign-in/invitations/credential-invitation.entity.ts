import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A one-time code by which somebody enrols a first passkey; issued in person, or by the operator at installation. */
@Entity('credential_invitation')
@Unique('credential_invitation_digest_key', ['digest'])
@Check('credential_invitation_not_self_check', 'issued_by <> person_id')
@Check('credential_invitation_document_check', '(issued_by IS NULL) = (document IS NULL)')
@Check('credential_invitation_end_check', 'expires_at > issued_at')
@Index('credential_invitation_open_idx', ['personId'], {
  unique: true,
  where: 'used_at IS NULL AND withdrawn_at IS NULL',
})
export class CredentialInvitation {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'credential_invitation_person_fk' })
  personId: string;

  /** SHA-256 of the code; the code itself is nowhere but with the person. */
  @Column('bytea')
  digest: Buffer;

  /** Null: the operator, by the command line. */
  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'credential_invitation_issued_by_fk' })
  issuedBy: string | null;

  /** The kind of identity document that the issuer has seen; never its number. */
  @Column('text', { nullable: true })
  document: string | null;

  @Column('timestamptz')
  issuedAt: Date;

  @Column('timestamptz')
  expiresAt: Date;

  @Column('timestamptz', { nullable: true })
  usedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  withdrawnAt: Date | null;
}
