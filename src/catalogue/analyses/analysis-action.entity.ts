import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** What is to be done about a risk that nobody accepted, by whom and when (H8.1.5). */
@Entity('analysis_action')
@Check('analysis_action_state_check', "state IN ('open', 'done', 'cancelled')")
@Check(
  'analysis_action_closed_check',
  "(state = 'open') = (closed_at IS NULL) AND (state <> 'done' OR (closed_by IS NOT NULL AND note IS NOT NULL))",
)
@Index('analysis_action_analysis_idx', ['analysisId'])
@Index('analysis_action_owner_idx', ['ownerId'], { where: "state = 'open'" })
@Index('analysis_action_due_idx', ['dueOn'], { where: "state = 'open'" })
export class AnalysisAction {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  /** The version it was made in; it is followed up in the later ones too. */
  @Column('uuid')
  @ForeignKey('Analysis', { name: 'analysis_action_analysis_fk' })
  analysisId: string;

  /** The risk's id in the content, the same through the versions. */
  @Column('text')
  riskId: string;

  @Column('text')
  what: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'analysis_action_owner_fk' })
  ownerId: string;

  @Column('date')
  dueOn: string;

  @Column('text', { default: 'open' })
  state: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'analysis_action_made_by_fk' })
  madeBy: string;

  @Column('timestamptz')
  madeAt: Date;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'analysis_action_closed_by_fk' })
  closedBy: string | null;

  @Column('timestamptz', { nullable: true })
  closedAt: Date | null;

  @Column('text', { nullable: true })
  note: string | null;

  /** When the information owner was told that it is overdue. */
  @Column('date', { nullable: true })
  escalatedOn: string | null;
}
