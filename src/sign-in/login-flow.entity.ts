import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A sign-in begun, used once. */
@Entity('login_flow')
@Check('login_flow_demanded_level_check', 'demanded_level BETWEEN 1 AND 4')
@Check('login_flow_max_age_check', 'max_age >= 0')
@Index('login_flow_expires_idx', ['expiresAt'])
export class LoginFlow {
  @PrimaryColumn('bytea')
  id: Buffer;

  @Column('text')
  provider: string;

  @Column('text')
  state: string;

  @Column('text')
  nonce: string;

  @Column('text')
  verifier: string;

  @Column('text')
  returnTo: string;

  /** The level that the sign-in must reach; null: what any sign-in must. */
  @Column('smallint', { nullable: true })
  demandedLevel: number | null;

  /** Seconds since the person proved who they are at most; null: any. */
  @Column('int', { nullable: true })
  maxAge: number | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'login_flow_tester_fk', onDelete: 'CASCADE' })
  testerId: string | null;

  @Column('timestamptz')
  expiresAt: Date;
}
