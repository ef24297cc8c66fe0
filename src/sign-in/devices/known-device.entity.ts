import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A browser that is known for some days after a sign-in with two factors. Forgotten, its row is gone. */
@Entity('known_device')
@Check('known_device_days_check', "expires_at <= remembered_at + interval '10 days'")
@Index('known_device_digest_idx', ['digest'], { unique: true })
@Index('known_device_previous_idx', ['previousDigest'])
@Index('known_device_person_idx', ['personId'])
export class KnownDevice {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'known_device_person_fk' })
  personId: string;

  /** SHA-256 of the cookie; exchanged at each use. */
  @Column('bytea')
  digest: Buffer;

  /** The one before: whoever shows it has a copy. */
  @Column('bytea', { nullable: true })
  previousDigest: Buffer | null;

  @Column('timestamptz')
  rotatedAt: Date;

  /** By which credential two factors were proven: when it is taken from the person the device is not known any more. */
  @Column('text', { nullable: true })
  credentialId: string | null;

  /** "Firefox · Windows". */
  @Column('text', { nullable: true })
  device: string | null;

  @Column('text', { nullable: true })
  address: string | null;

  @Column('timestamptz')
  rememberedAt: Date;

  @Column('timestamptz')
  expiresAt: Date;

  @Column('timestamptz', { nullable: true })
  lastUsedAt: Date | null;
}
