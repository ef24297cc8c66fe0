import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Failures in a row of one person (whatever was guessed at), one unknown name or one address. */
@Entity('sign_in_attempts')
@Check('sign_in_attempts_subject_check', "subject IN ('person', 'name', 'address')")
@Check('sign_in_attempts_failures_check', 'failures >= 0')
@Index('sign_in_attempts_last_idx', ['lastAt'])
export class SignInAttempts {
  @PrimaryColumn('text')
  subject: string;

  /** SHA-256 of the person's id, the name or the address. */
  @PrimaryColumn('bytea')
  key: Buffer;

  @Column('integer')
  failures: number;

  @Column('timestamptz')
  lastAt: Date;

  /** Since when only an administrator can open it again. */
  @Column('timestamptz', { nullable: true })
  disabledAt: Date | null;
}
