import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** When somebody is planned to work on an employment; within one delivery they neither overlap nor touch. */
@Entity('work_shift')
@Index('work_shift_starts_idx', ['startsAt'])
@Index('work_shift_ends_idx', ['endsAt'])
@Check('work_shift_order_check', 'ends_at > starts_at')
export class WorkShift {
  @PrimaryColumn('uuid')
  @ForeignKey('Employment', { name: 'work_shift_employment_fk' })
  employmentId: string;

  @PrimaryColumn('timestamptz')
  startsAt: Date;

  /** Exclusive. */
  @Column('timestamptz')
  endsAt: Date;
}
