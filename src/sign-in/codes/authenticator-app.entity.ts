import { Column, Entity, ForeignKey, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** The secret of a person's authenticator app (TOTP), sealed. */
@Entity('authenticator_app')
@Unique('authenticator_app_person_key', ['personId'])
export class AuthenticatorApp {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'authenticator_app_person_fk' })
  personId: string;

  @Column('bytea')
  secretSealed: Buffer;

  @Column('timestamptz')
  createdAt: Date;

  /** When the first code was right; until then it signs nobody in. */
  @Column('timestamptz', { nullable: true })
  confirmedAt: Date | null;

  /** The newest time step (30 s since 1970) whose code was used: no code of it or before it counts again. */
  @Column('bigint', { nullable: true })
  lastStep: number | null;

  @Column('timestamptz', { nullable: true })
  lastUsedAt: Date | null;
}
