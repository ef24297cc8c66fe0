import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** Something that somebody was told, until it is read and after. */
@Entity('notice')
@Unique('notice_dedupe_key', ['toId', 'dedupe'])
@Index('notice_unread_idx', ['toId', 'at', 'id'], { where: 'read_at IS NULL' })
export class NoticeRow {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('Person', { name: 'notice_to_fk' })
  toId: string;

  @Column('text')
  kind: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('Person', { name: 'notice_about_fk' })
  aboutId: string | null;

  @Column('text', { nullable: true })
  objectKind: string | null;

  @Column('uuid', { nullable: true })
  objectId: string | null;

  @Column('jsonb', { default: {} })
  facts: unknown;

  @Column('text', { nullable: true })
  dedupe: string | null;

  @Column('timestamptz')
  at: Date;

  @Column('timestamptz', { nullable: true })
  readAt: Date | null;
}
