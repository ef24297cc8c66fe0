import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** Employments whose access follows shifts and that are outside every shift now: their grants rest. */
@Entity('off_shift')
export class OffShift {
  @PrimaryColumn('uuid')
  @ForeignKey('Employment', { name: 'off_shift_employment_fk' })
  employmentId: string;

  @Column('timestamptz')
  since: Date;
}
