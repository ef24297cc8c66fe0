import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** One thing on a leaver's checklist, and who answered it. */
@Entity('leaver_item')
@Check('leaver_item_state_check', "state IN ('open', 'done', 'not-applicable')")
@Check('leaver_item_note_check', "state <> 'not-applicable' OR note IS NOT NULL")
@Check(
  'leaver_item_answered_check',
  "(state = 'open') = (answered_by IS NULL) AND (state = 'open') = (answered_at IS NULL)",
)
@Unique('leaver_item_key_key', ['checklistId', 'key'])
@Index('leaver_item_due_idx', ['dueOn'], { where: "state = 'open'" })
export class LeaverItem {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('LeaverChecklist', { name: 'leaver_item_checklist_fk' })
  checklistId: string;

  @Column('text')
  key: string;

  @Column('text')
  labelSv: string;

  @Column('text')
  labelEn: string;

  @Column('text')
  owner: string;

  @Column('integer')
  dueDays: number;

  @Column('date')
  dueOn: string;

  @Column('text', { default: 'open' })
  state: string;

  @Column('text', { nullable: true })
  note: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'leaver_item_answered_by_fk' })
  answeredBy: string | null;

  @Column('timestamptz', { nullable: true })
  answeredAt: Date | null;

  @Column('date', { nullable: true })
  toldLateOn: string | null;
}
