import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database.js';

/** Whose sign-in at a provider; as keyed digests, since a provider's subject may be a personal number. */
export interface AtProvider {
  readonly provider: string;
  readonly sid: string | null;
  readonly subject: string | null;
}

@Injectable()
export class ProviderLogoutStore {
  /** One at a time for the same sign-in: a logout and the sign-in that it is about never miss one another. */
  async lock(tx: Tx, { provider, sid, subject }: AtProvider): Promise<void> {
    const whose = [sid, subject].flatMap((one) => (one === null ? [] : [`${provider} ${one}`])).sort();
    if (whose.length > 0)
      await tx.query(
        `SELECT pg_advisory_xact_lock(hashtextextended(w.one, 26))
         FROM (SELECT one FROM unnest($1::text[]) WITH ORDINALITY u(one, place) ORDER BY place) w`,
        [whose],
      );
  }

  /** False when the same message has come before. */
  async remember(
    tx: Tx,
    { provider, sid, subject }: AtProvider,
    message: { jti: Buffer; issuedAt: Date; expiresAt: Date },
  ): Promise<boolean> {
    const rows = await tx.query(
      `INSERT INTO provider_logout (provider, jti, sid, subject, issued_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING 1`,
      [provider, message.jti, sid, subject, message.issuedAt, message.expiresAt],
    );
    return rows.length > 0;
  }

  /** Whether the provider has told, since it made the token, that this sign-in is over. */
  async isOver(tx: Tx, { provider, sid, subject }: AtProvider, tokenMade: Date): Promise<boolean> {
    const rows = await tx.query(
      `SELECT FROM provider_logout WHERE provider = $1 AND sid = $2 AND issued_at >= $4
       UNION ALL
       SELECT FROM provider_logout WHERE provider = $1 AND sid IS NULL AND subject = $3 AND issued_at >= $4
       LIMIT 1`,
      [provider, sid, subject, tokenMade],
    );
    return rows.length > 0;
  }

  /** Of one session there when the provider names it, else of everything the person has from there. */
  async endSessions(
    tx: Tx,
    { provider, sid, subject }: AtProvider,
  ): Promise<{ personId: string; sessions: number }[]> {
    return tx.query(
      `WITH gone AS (
         DELETE FROM session WHERE provider = $1
           AND CASE WHEN $2::text IS NULL THEN provider_subject = $3 ELSE provider_sid = $2 END
         RETURNING person_id)
       SELECT person_id AS "personId", count(*)::int AS sessions FROM gone GROUP BY person_id ORDER BY person_id`,
      [provider, sid, subject],
    );
  }

  async forget(tx: Tx, now: Date): Promise<void> {
    await tx.query(`DELETE FROM provider_logout WHERE expires_at <= $1`, [now]);
  }
}
