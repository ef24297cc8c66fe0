import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A line of completions set aside with its reason; `value` never holds a personal number. */
@Entity('completion_aside')
export class CompletionAside {
  @PrimaryColumn('uuid')
  @ForeignKey('CompletionImport', { name: 'completion_aside_import_fk' })
  importId: string;

  @PrimaryColumn('integer')
  line: number;

  @Column('text')
  reason: string;

  @Column('text', { nullable: true })
  columnName: string | null;

  @Column('text', { nullable: true })
  value: string | null;
}
