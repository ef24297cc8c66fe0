import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../platform/database.js';
import type { CheckedFile } from '../policy/request/check-attachment.js';
import type { AttachmentView } from './drafts.schema.js';

export interface StoredFile extends CheckedFile {
  content: Buffer;
}

/** Files that come with requests. */
@Injectable()
export class AttachmentsStore {
  async add(
    tx: Tx,
    file: StoredFile,
    to: { draftId: string; uploadedBy: string },
    at: Date,
  ): Promise<AttachmentView> {
    const [added] = await tx.query<AttachmentView>(
      `INSERT INTO request_attachment (draft_id, uploaded_by, uploaded_at, name, media_type, bytes, content)
       VALUES ($1, $2, $3, $4, $5, octet_length($6::bytea), $6) RETURNING id, name, media_type AS "mediaType", bytes`,
      [to.draftId, to.uploadedBy, at, file.name, file.mediaType, file.content],
    );
    if (!added) throw new Error('The attachment was not stored.');
    return added;
  }

  async removeFromDraft(tx: Tx, draftId: string, id: string): Promise<boolean> {
    const gone = await tx.query(
      `DELETE FROM request_attachment a WHERE a.id = $1 AND a.draft_id = $2
         AND NOT EXISTS (SELECT FROM request_attachment_use u WHERE u.attachment_id = a.id) RETURNING a.id`,
      [id, draftId],
    );
    return gone.length > 0;
  }

  async ofDraft(reader: Reader, draftId: string, id: string): Promise<StoredFile | null> {
    const [file] = await reader.query<StoredFile>(
      `SELECT name, media_type AS "mediaType", content FROM request_attachment WHERE id = $1 AND draft_id = $2`,
      [id, draftId],
    );
    return file ?? null;
  }

  async ofRequest(reader: Reader, requestId: string, id: string): Promise<StoredFile | null> {
    const [file] = await reader.query<StoredFile>(
      `SELECT a.name, a.media_type AS "mediaType", a.content
       FROM request_attachment_use u JOIN request_attachment a ON a.id = u.attachment_id
       WHERE u.request_id = $1 AND u.attachment_id = $2`,
      [requestId, id],
    );
    return file ?? null;
  }

  async listOf(
    reader: Reader,
    requestIds: readonly string[],
  ): Promise<(AttachmentView & { requestId: string })[]> {
    return reader.query<AttachmentView & { requestId: string }>(
      `SELECT u.request_id AS "requestId", a.id, a.name, a.media_type AS "mediaType", a.bytes
       FROM request_attachment_use u JOIN request_attachment a ON a.id = u.attachment_id
       WHERE u.request_id = ANY($1) ORDER BY a.uploaded_at, a.id`,
      [requestIds],
    );
  }

  /** What hangs on the draft belongs to this request too. @returns how many files that is */
  async use(tx: Tx, draftId: string, requestId: string): Promise<number> {
    const rows = await tx.query(
      `INSERT INTO request_attachment_use (request_id, attachment_id)
       SELECT $2, id FROM request_attachment WHERE draft_id = $1 RETURNING attachment_id`,
      [draftId, requestId],
    );
    return rows.length;
  }
}
