import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Which requests a file belongs to: those sent for several people at once share it. */
@Entity('request_attachment_use')
@Index('request_attachment_use_attachment_idx', ['attachmentId'])
export class RequestAttachmentUse {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'request_attachment_use_pk' })
  @ForeignKey('AccessRequest', { name: 'request_attachment_use_request_fk' })
  requestId: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'request_attachment_use_pk' })
  @ForeignKey('RequestAttachment', { name: 'request_attachment_use_attachment_fk' })
  attachmentId: string;
}
