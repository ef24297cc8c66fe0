import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** What is handed over when an employment ends; one list an employment. */
@Entity('leaver_checklist')
@Check('leaver_checklist_state_check', "state IN ('open', 'done', 'not-needed')")
@Check('leaver_checklist_closed_check', "(state = 'open') = (closed_at IS NULL)")
@Unique('leaver_checklist_employment_key', ['employmentId'])
@Index('leaver_checklist_day_idx', ['lastDay', 'id'])
@Index('leaver_checklist_manager_idx', ['managerId'], { where: "state = 'open'" })
@Index('leaver_checklist_person_idx', ['personId'])
export class LeaverChecklist {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('Employment', { name: 'leaver_checklist_employment_fk' })
  employmentId: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'leaver_checklist_person_fk' })
  personId: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'leaver_checklist_manager_fk' })
  managerId: string | null;

  @Column('date')
  lastDay: string;

  @Column('text', { default: 'open' })
  state: string;

  @Column('timestamptz')
  openedAt: Date;

  @Column('timestamptz', { nullable: true })
  closedAt: Date | null;
}
