import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** Two persons found to be one: who stayed, who went into them, and what was moved, so that it can go back. */
@Entity('person_merge')
@Check('person_merge_two_check', 'survivor_id <> merged_id')
@Check('person_merge_by_check', 'merged_by NOT IN (survivor_id, merged_id)')
@Check('person_merge_undone_check', '(undone_at IS NULL) = (undone_by IS NULL)')
@Index('person_merge_standing_idx', ['mergedId'], { unique: true, where: 'undone_at IS NULL' })
@Index('person_merge_survivor_idx', ['survivorId'])
@Index('person_merge_merged_at_idx', ['mergedAt', 'id'])
export class PersonMerge {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'person_merge_survivor_fk' })
  survivorId: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'person_merge_merged_fk' })
  mergedId: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'person_merge_merged_by_fk' })
  mergedBy: string;

  @Column('timestamptz')
  mergedAt: Date;

  @Column('text')
  reason: string;

  /** Records that were moved: source and key at the same place of the two lists. */
  @Column('text', { array: true })
  recordSources: string[];

  @Column('text', { array: true })
  recordKeys: string[];

  /** Employments that came by no record. */
  @Column('uuid', { array: true })
  employmentIds: string[];

  @Column('text', { array: true })
  hsaIds: string[];

  /** Systems of which the merged person was the information owner, and the system owner. */
  @Column('uuid', { array: true })
  informationOwned: string[];

  @Column('uuid', { array: true })
  systemOwned: string[];

  /** What else went along: ids by what they are. */
  @Column('jsonb', { default: {} })
  followed: unknown;

  @Column('bytea', { nullable: true })
  numberSealed: Buffer | null;

  @Column('bytea', { nullable: true })
  numberIndex: Buffer | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'person_merge_undone_by_fk' })
  undoneBy: string | null;

  @Column('timestamptz', { nullable: true })
  undoneAt: Date | null;

  @Column('text', { nullable: true })
  undoReason: string | null;
}
