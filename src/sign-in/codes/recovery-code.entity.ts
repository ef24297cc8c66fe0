import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A recovery code, as its HMAC; used once. */
@Entity('recovery_code')
export class RecoveryCode {
  @PrimaryColumn('uuid')
  @ForeignKey('Person', { name: 'recovery_code_person_fk' })
  personId: string;

  @PrimaryColumn('bytea')
  digest: Buffer;

  @Column('timestamptz')
  madeAt: Date;

  @Column('timestamptz', { nullable: true })
  usedAt: Date | null;
}
