import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A report from the sign-in page, right or not: counted per address, kept for a day. */
@Entity('outside_report')
@Index('outside_report_address_idx', ['address', 'at'])
@Index('outside_report_at_idx', ['at'])
export class OutsideReport {
  @PrimaryColumn('bigint', { generated: 'identity', generatedIdentity: 'ALWAYS' })
  id: string;

  @Column('text')
  address: string;

  @Column('timestamptz')
  at: Date;
}
