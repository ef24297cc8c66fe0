import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A digest over every entry below a transaction, chained to the seal before it (H13.1.9). */
@Entity('audit_seal')
@Unique('audit_seal_below_key', ['belowTransaction'])
export class AuditSeal {
  @PrimaryColumn('bigint')
  number: number;

  @Column('bigint')
  belowTransaction: number;

  @Column('bigint')
  entries: number;

  @Column('bytea')
  digest: Buffer;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  sealedAt: Date;
}
