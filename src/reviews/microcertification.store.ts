import { Injectable } from '@nestjs/common';
import type { Day } from '../policy/model/day.js';
import type { LeavePolicy } from '../policy/lifecycle/rest-for-leave.js';
import type { ReviewerFacts } from '../policy/review/choose-reviewer.js';
import type { MicrocertificationCause } from '../policy/review/microcertification.js';
import type { Tx } from '../platform/database.js';
import { leaders, led } from './reviews.store.js';

export interface GrantToCertify extends ReviewerFacts {
  grantId: string;
  /** Where the person works now. */
  unitId: string;
}

export interface OpenedMicrocertification {
  id: string;
  personId: string;
  cause: MicrocertificationCause;
  closesOn: Day;
}

/** SQL of the small reviews of one person's access. */
@Injectable()
export class MicrocertificationStore {
  /** Of these grants the live ones that no open microcertification asks about already. */
  async toCertify(
    tx: Tx,
    grantIds: readonly string[],
    today: Day,
    leave: LeavePolicy,
  ): Promise<GrantToCertify[]> {
    return tx.query<GrantToCertify>(
      `SELECT g.id AS "grantId", e.unit_id AS "unitId", e.id AS "employmentId", e.person_id AS "personId", ${leaders('$2', '$3')}
       FROM access_grant g JOIN employment e ON e.id = g.employment_id ${led}
       WHERE g.id = ANY($1) AND g.ended_at IS NULL
         AND NOT EXISTS (SELECT FROM review_item i JOIN campaign c ON c.id = i.campaign_id AND c.state = 'open'
                         WHERE i.grant_id = g.id AND c.kind = 'microcertification' AND i.state IN ('open', 'decided'))
       ORDER BY g.id`,
      [grantIds, today, JSON.stringify(leave)],
    );
  }

  /** Open microcertifications of these persons. */
  async openOf(tx: Tx, personIds: readonly string[]): Promise<OpenedMicrocertification[]> {
    return tx.query<OpenedMicrocertification>(
      `SELECT id, person_id AS "personId", cause, closes_on AS "closesOn" FROM campaign
       WHERE person_id = ANY($1) AND state = 'open' ORDER BY id`,
      [personIds],
    );
  }

  async add(
    tx: Tx,
    campaigns: readonly (OpenedMicrocertification & { unitId: string })[],
    openedBy: string | null,
    at: Date,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO campaign (id, name, unit_id, opened_by, opened_at, closes_on, no_answer, kind, cause, person_id)
       SELECT c.id, 'microcertification: ' || c.cause, c."unitId", $2, $3, c."closesOn", 'remove', 'microcertification', c.cause, c."personId"
       FROM jsonb_to_recordset($1) AS c(id uuid, "unitId" uuid, "closesOn" date, cause text, "personId" uuid)`,
      [JSON.stringify(campaigns), openedBy, at],
    );
  }

  async addItems(
    tx: Tx,
    items: readonly { campaignId: string; grantId: string; personId: string; reviewerId: string | null }[],
  ): Promise<void> {
    await tx.query(
      `WITH added AS (
         INSERT INTO review_item (campaign_id, grant_id, person_id, reviewer_id)
         SELECT i."campaignId", i."grantId", i."personId", i."reviewerId"
         FROM jsonb_to_recordset($1) AS i("campaignId" uuid, "grantId" uuid, "personId" uuid, "reviewerId" uuid)
         ON CONFLICT (campaign_id, grant_id) DO UPDATE SET state = 'open', decision = NULL, reason = NULL, decided_by = NULL,
           decided_at = NULL, reviewer_id = excluded.reviewer_id
         RETURNING campaign_id, xmax = 0 AS is_new)
       UPDATE campaign SET items_total = items_total + more.n
       FROM (SELECT campaign_id, count(*) FILTER (WHERE is_new) AS n FROM added GROUP BY campaign_id) more
       WHERE campaign.id = more.campaign_id`,
      [JSON.stringify(items)],
    );
  }

  /** Withdraws what a move asked about these grants; closes what then has nothing left. @returns items withdrawn */
  async withdraw(
    tx: Tx,
    grantIds: readonly string[],
    at: Date,
  ): Promise<{ id: string; campaignId: string; personId: string }[]> {
    const moot = await tx.query<{ id: string; campaignId: string; personId: string }>(
      `UPDATE review_item i SET state = 'moot' FROM campaign c
       WHERE i.grant_id = ANY($1) AND i.state IN ('open', 'decided') AND c.id = i.campaign_id AND c.state = 'open'
         AND c.kind = 'microcertification' AND c.cause = 'moved'
       RETURNING i.id, i.campaign_id AS "campaignId", i.person_id AS "personId"`,
      [grantIds],
    );
    await tx.query(
      `UPDATE campaign c SET state = 'closed', closed_at = $2
       WHERE c.id = ANY($1) AND c.state = 'open' AND NOT EXISTS (
         SELECT FROM review_item i WHERE i.campaign_id = c.id AND i.state IN ('open', 'decided'))`,
      [moot.map((item) => item.campaignId), at],
    );
    return moot;
  }

  /**
   * Grants outgrown since before `before` that wait for an answer and that no open review asks about: whoever should
   * have opened one did not.
   */
  async forgotten(tx: Tx, before: Date, limit: number): Promise<{ personId: string; grantId: string }[]> {
    return tx.query(
      `SELECT g.person_id AS "personId", g.id AS "grantId" FROM access_grant g JOIN role r ON r.id = g.role_id AND r.mover = 'review'
       WHERE g.ended_at IS NULL AND g.outgrown_at < $1
         AND NOT EXISTS (SELECT FROM review_item i JOIN campaign c ON c.id = i.campaign_id AND c.state = 'open' WHERE i.grant_id = g.id)
       ORDER BY g.person_id, g.id LIMIT $2`,
      [before, limit],
    );
  }

  async lockPersons(tx: Tx, personIds: readonly string[]): Promise<void> {
    await tx.query(`SELECT FROM person WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE`, [personIds]);
  }
}
