import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Somebody signed in; the id is the digest of the cookie. */
@Entity('session')
@Check('session_level_check', 'level BETWEEN 1 AND 4')
@Index('session_expires_idx', ['expiresAt'])
@Index('session_person_idx', ['personId'])
export class Session {
  @PrimaryColumn('bytea')
  id: Buffer;

  @Column('uuid')
  @ForeignKey('Person', { name: 'session_person_fk' })
  personId: string;

  @Column('smallint')
  level: number;

  @Column('text')
  provider: string;

  @Column('text')
  acr: string;

  @Column('text')
  method: string;

  @Column('bytea', { nullable: true })
  idTokenSealed: Buffer | null;

  @Column('timestamptz')
  signedInAt: Date;

  @Column('timestamptz')
  lastSeenAt: Date;

  @Column('timestamptz')
  expiresAt: Date;

  /** When it was last found to lack no signature; null: not asked yet. */
  @Column('timestamptz', { nullable: true })
  acknowledgedAt: Date | null;
}
