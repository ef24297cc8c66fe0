import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** How far joining and leaving by the calendar has come. */
@Entity('calendar')
@Check('calendar_singleton_check', 'singleton')
export class Calendar {
  @PrimaryColumn('boolean', { default: true })
  singleton: boolean;

  @Column('date')
  dayDone: string;
}
