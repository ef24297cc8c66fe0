import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A file that came with a request; while the request is a draft it goes with the draft. */
@Entity('request_attachment')
@Check(
  'request_attachment_type_check',
  "media_type IN ('application/pdf', 'image/png', 'image/jpeg', 'text/plain')",
)
@Check('request_attachment_bytes_check', 'bytes > 0 AND bytes = octet_length(content)')
@Index('request_attachment_draft_idx', ['draftId'], { where: 'draft_id IS NOT NULL' })
export class RequestAttachment {
  @PrimaryGeneratedColumn('uuid')
  id: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('RequestDraft', { name: 'request_attachment_draft_fk', onDelete: 'CASCADE' })
  draftId: string | null;

  @Column('uuid')
  @ForeignKey('Person', { name: 'request_attachment_uploaded_by_fk' })
  uploadedBy: string;

  @Column('timestamptz')
  uploadedAt: Date;

  /** The sender's word: shown, never used as a path. */
  @Column('text')
  name: string;

  /** By what the content begins with, not by the name. */
  @Column('text')
  mediaType: string;

  @Column('integer')
  bytes: number;

  @Column('bytea')
  content: Buffer;
}
