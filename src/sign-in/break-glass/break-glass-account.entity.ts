import { Check, Column, Entity, ForeignKey, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A sealed emergency account: its secret lies in two parts with two keepers. */
@Entity('break_glass_account')
@Unique('break_glass_account_name_key', ['name'])
@Check('break_glass_account_keepers_check', 'keeper_one <> keeper_two')
export class BreakGlassAccount {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  /** Argon2id of both parts together, as a PHC string: neither can be tried alone. */
  @Column('text')
  secretHash: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'break_glass_account_keeper_one_fk' })
  keeperOne: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'break_glass_account_keeper_two_fk' })
  keeperTwo: string;

  @Column('timestamptz')
  sealedAt: Date;

  /** The operator at the command line. */
  @Column('text')
  sealedBy: string;

  /** The seal is broken: it opens no more until it has a new secret. */
  @Column('timestamptz', { nullable: true })
  secretUsedAt: Date | null;
}
