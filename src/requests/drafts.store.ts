import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../platform/database.js';
import type { AttachmentView, DraftContent } from './drafts.schema.js';

export interface StoredDraft {
  id: string;
  version: number;
  savedAt: Date;
  content: DraftContent;
}

const columns = `id, version, saved_at AS "savedAt", content`;

/** Begun requests; every statement names the owner, so that nobody else's can be reached. */
@Injectable()
export class DraftsStore {
  async add(tx: Tx, personId: string, content: DraftContent, at: Date): Promise<StoredDraft> {
    const [added] = await tx.query<StoredDraft>(
      `INSERT INTO request_draft (person_id, content, begun_at, saved_at) VALUES ($1, $2, $3, $3) RETURNING ${columns}`,
      [personId, JSON.stringify(content), at],
    );
    if (!added) throw new Error('The draft was not stored.');
    return added;
  }

  /** How many the person has; those that nobody touched since `before` are removed first. */
  async countAndSweep(tx: Tx, personId: string, before: Date): Promise<number> {
    const stale = await tx.query<{ id: string }>(
      `SELECT id FROM request_draft WHERE person_id = $1 AND saved_at < $2 FOR UPDATE`,
      [personId, before],
    );
    for (const { id } of stale) await this.remove(tx, personId, id); // fifty at the most
    const [row] = await tx.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM request_draft WHERE person_id = $1`,
      [personId],
    );
    return row?.count ?? 0;
  }

  /** Null when the draft is not there, or not at that version any more. */
  async save(
    tx: Tx,
    personId: string,
    draft: { id: string; version: number; content: DraftContent },
    at: Date,
  ): Promise<StoredDraft | null> {
    const [saved] = await tx.query<StoredDraft>(
      `UPDATE request_draft SET content = $4, version = version + 1, saved_at = $5
       WHERE id = $1 AND person_id = $2 AND version = $3 RETURNING ${columns}`,
      [draft.id, personId, draft.version, JSON.stringify(draft.content), at],
    );
    return saved ?? null;
  }

  async one(reader: Reader, personId: string, id: string): Promise<StoredDraft | null> {
    const [draft] = await reader.query<StoredDraft>(
      `SELECT ${columns} FROM request_draft WHERE id = $1 AND person_id = $2`,
      [id, personId],
    );
    return draft ?? null;
  }

  /** As `one`, and nobody changes it until the transaction has ended. */
  async lock(tx: Tx, personId: string, id: string): Promise<StoredDraft | null> {
    const [draft] = await tx.query<StoredDraft>(
      `SELECT ${columns} FROM request_draft WHERE id = $1 AND person_id = $2 FOR UPDATE`,
      [id, personId],
    );
    return draft ?? null;
  }

  async list(reader: Reader, personId: string): Promise<StoredDraft[]> {
    return reader.query<StoredDraft>(
      `SELECT ${columns} FROM request_draft WHERE person_id = $1 ORDER BY saved_at DESC, id`,
      [personId],
    );
  }

  /** With the files that no request uses. @returns whether there was one */
  async remove(tx: Tx, personId: string, id: string): Promise<boolean> {
    await tx.query(
      `UPDATE request_attachment a SET draft_id = NULL FROM request_draft d
       WHERE d.id = $1 AND d.person_id = $2 AND a.draft_id = d.id
         AND EXISTS (SELECT FROM request_attachment_use u WHERE u.attachment_id = a.id)`,
      [id, personId],
    );
    const gone = await tx.query(`DELETE FROM request_draft WHERE id = $1 AND person_id = $2 RETURNING id`, [
      id,
      personId,
    ]);
    return gone.length > 0;
  }

  /** All that these persons have begun, with the files that no request uses. */
  async removeAllOf(tx: Tx, personIds: readonly string[]): Promise<void> {
    const drafts = await tx.query<{ id: string }>(
      `SELECT id FROM request_draft WHERE person_id = ANY($1) ORDER BY id FOR UPDATE`,
      [personIds],
    );
    if (drafts.length === 0) return;
    const ids = drafts.map(({ id }) => id);
    await tx.query(
      `UPDATE request_attachment a SET draft_id = NULL
       WHERE a.draft_id = ANY($1) AND EXISTS (SELECT FROM request_attachment_use u WHERE u.attachment_id = a.id)`,
      [ids],
    );
    await tx.query(`DELETE FROM request_draft WHERE id = ANY($1)`, [ids]);
  }

  async attachments(reader: Reader, draftId: string): Promise<AttachmentView[]> {
    return reader.query<AttachmentView>(
      `SELECT id, name, media_type AS "mediaType", bytes FROM request_attachment WHERE draft_id = $1 ORDER BY uploaded_at, id`,
      [draftId],
    );
  }
}
