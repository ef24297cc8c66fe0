import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** How far shifts have been followed. */
@Entity('shift_clock')
@Check('shift_clock_singleton_check', 'singleton')
export class ShiftClock {
  @PrimaryColumn('boolean', { default: true })
  singleton: boolean;

  @Column('timestamptz')
  doneAt: Date;

  /** The policy by which it was done: another one is applied to everybody whom it concerns. */
  @Column('text')
  policy: string;
}
