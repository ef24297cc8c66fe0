import { Check, Column, Entity, ForeignKey, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A group that was found in a directory; exempt: somebody said why it is not governed. */
@Entity('found_group')
@Unique('found_group_target_key_key', ['target', 'key'])
@Check(
  'found_group_exempt_check',
  '(exempt_reason IS NULL) = (exempt_at IS NULL) AND (exempt_reason IS NULL) = (exempt_by IS NULL)',
)
export class FoundGroup {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('text')
  target: string;

  @Column('text')
  key: string;

  @Column('text')
  name: string;

  @Column('integer')
  members: number;

  @Column('text', { array: true, default: () => "'{}'" })
  sample: string[];

  @Column('timestamptz')
  firstSeen: Date;

  @Column('timestamptz')
  lastSeen: Date;

  @Column('text', { nullable: true })
  exemptReason: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'found_group_exempt_by_fk' })
  exemptBy: string | null;

  @Column('timestamptz', { nullable: true })
  exemptAt: Date | null;
}
