import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** One person a delivery changes. */
@Entity('hr_difference')
@Check(
  'hr_difference_kind_check',
  "kind IN ('joiner', 'mover', 'leaver', 'rehire', 'changed', 'employment-added', 'employment-ended', 'leave', 'leave-ended', 'access')",
)
export class HrDifference {
  @PrimaryColumn('uuid')
  @ForeignKey('HrImport', { name: 'hr_difference_import_fk' })
  importId: string;

  @PrimaryColumn('integer')
  number: number;

  @Column('uuid', { nullable: true })
  personId: string | null;

  @Column('text')
  personName: string;

  @Column('text')
  kind: string;

  @Column('text')
  text: string;

  @Column('date', { nullable: true })
  day: string | null;

  /** What changes of a known person: field, from and to. */
  @Column('jsonb', { default: [] })
  fields: unknown;

  /** What it says of leave of absence: begins, changes or ends, from when and until when. */
  @Column('jsonb', { default: [] })
  leaves: unknown;

  /** Roles that the person would lose and get; of a trial only. */
  @Column('uuid', { array: true, default: [] })
  lost: string[];

  @Column('uuid', { array: true, default: [] })
  gained: string[];

  /** The delivery says that the person is protected, or is not any more. */
  @Column('boolean', { default: false })
  hidden: boolean;
}
