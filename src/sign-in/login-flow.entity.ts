import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A sign-in begun, used once. */
@Entity('login_flow')
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

  @Column('timestamptz')
  expiresAt: Date;
}
