import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A row set aside with its reason; never holds a personal number. */
@Entity('hr_quarantine')
export class HrQuarantine {
  @PrimaryColumn('uuid')
  @ForeignKey('HrImport', { name: 'hr_quarantine_import_fk' })
  importId: string;

  @PrimaryColumn('text')
  file: string;

  @PrimaryColumn('integer')
  line: number;

  @Column('text')
  reason: string;

  @Column('text')
  detail: string;

  @Column('text', { nullable: true })
  columnName: string | null;
}
