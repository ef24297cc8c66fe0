import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../platform/database.js';
import type { Day } from '../policy/model/day.js';
import type { LeavePolicy } from '../policy/lifecycle/rest-for-leave.js';
import type { UnansweredRule } from '../policy/takeover/campaign-terms.js';
import type { UnassessedState } from '../policy/takeover/decide-unassessed.js';

export interface UnassessedRow {
  id: string;
  personId: string;
  employmentId: string;
  entitlementId: string;
  systemId: string;
  state: UnassessedState;
  informationOwnerId: string;
}

/** What has become of an access by its own: it was asked for, granted, refused, or its employment ended. */
export interface Settled {
  id: string;
  personId: string;
  outcome: 'granted' | 'refused' | 'left';
}

export interface OpenCampaign {
  id: string;
  systemId: string;
  systemName: string;
  closesOn: Day;
  unanswered: UnansweredRule;
  openedBy: string;
}

const waiting = `x.state IN ('open', 'requested')`;

/** Access that is kept until somebody assesses it. */
@Injectable()
export class UnassessedStore {
  async lock(tx: Tx, ids: readonly string[]): Promise<UnassessedRow[]> {
    return tx.query<UnassessedRow>(
      `SELECT x.id, x.person_id AS "personId", x.employment_id AS "employmentId", x.entitlement_id AS "entitlementId",
              e.system_id AS "systemId", s.information_owner_id AS "informationOwnerId", x.state
       FROM unassessed_access x JOIN entitlement e ON e.id = x.entitlement_id JOIN information_system s ON s.id = e.system_id
       WHERE x.id = ANY($1) ORDER BY x.id FOR UPDATE OF x`,
      [ids],
    );
  }

  async end(
    tx: Tx,
    ends: readonly { id: string; outcome: 'granted' | 'not-needed' | 'unanswered' | 'refused' | 'left' }[],
    decided: { by: string | null; at: Date; reason: string | null },
  ): Promise<void> {
    await tx.query(
      `UPDATE unassessed_access x SET state = CASE d.outcome WHEN 'granted' THEN 'assessed' ELSE 'removed' END,
         outcome = d.outcome, decided_by = $3, decided_at = $4, reason = $5
       FROM unnest($1::uuid[], $2::text[]) AS d(id, outcome) WHERE x.id = d.id AND ${waiting}`,
      [ends.map((e) => e.id), ends.map((e) => e.outcome), decided.by, decided.at, decided.reason],
    );
  }

  /** Persons may have been found to be one: an access goes where its employment is. */
  async followEmployments(tx: Tx): Promise<void> {
    await tx.query(
      `UPDATE unassessed_access x SET person_id = e.person_id FROM employment e
       WHERE e.id = x.employment_id AND e.person_id <> x.person_id AND ${waiting}
         AND NOT EXISTS (SELECT FROM unassessed_access o WHERE o.person_id = e.person_id
                           AND o.entitlement_id = x.entitlement_id AND o.state IN ('open', 'requested'))`,
    );
  }

  /** Rests what belongs to people who are at work by none of their employments, and wakes it when they are back. */
  async followLeave(
    tx: Tx,
    today: Day,
    leave: LeavePolicy,
  ): Promise<{ id: string; personId: string; rests: boolean }[]> {
    return tx.query(
      `UPDATE unassessed_access x SET rests = NOT x.rests
       FROM (SELECT e.person_id, bool_and(leave_suspends(e.leave_kind, e.leave_percent, e.leave_from, e.leave_to, $1, $2::jsonb)) AS away
             FROM employment e WHERE in_force(e.start_date, e.end_date, e.terminated_at, $1)
               AND e.person_id IN (SELECT x.person_id FROM unassessed_access x WHERE ${waiting}) GROUP BY 1) f
       WHERE f.person_id = x.person_id AND ${waiting} AND x.rests <> f.away
       RETURNING x.id, x.person_id AS "personId", x.rests`,
      [today, leave],
    );
  }

  /**
   * What happened to the waiting ones elsewhere. The newest request for a role that holds the entitlement counts.
   * @param personIds null for everybody
   */
  async settled(tx: Tx, personIds: readonly string[] | null, today: Day): Promise<Settled[]> {
    return tx.query<Settled>(
      `SELECT x.id, x.person_id AS "personId",
              CASE WHEN live.yes THEN 'granted' WHEN NOT work.yes THEN 'left' ELSE 'refused' END AS outcome
       FROM unassessed_access x
       CROSS JOIN LATERAL (SELECT EXISTS (
         SELECT FROM access_grant g JOIN role_entitlement re ON re.role_id = g.role_id
         WHERE g.person_id = x.person_id AND g.ended_at IS NULL AND re.entitlement_id = x.entitlement_id) AS yes) AS live
       CROSS JOIN LATERAL (SELECT EXISTS (
         SELECT FROM employment e WHERE e.id = x.employment_id AND e.person_id = x.person_id
           AND in_force(e.start_date, e.end_date, e.terminated_at, $2)) AS yes) AS work
       LEFT JOIN LATERAL (${newestRequest}) AS q ON true
       WHERE ${waiting} AND ($1::uuid[] IS NULL OR x.person_id = ANY($1))
         AND (live.yes OR NOT work.yes OR q.state = 'refused')
       ORDER BY x.id FOR UPDATE OF x`,
      [personIds, today],
    );
  }

  /** Marks those for which a request waits, and those for which none does any more. */
  async followRequests(tx: Tx): Promise<void> {
    await tx.query(
      `UPDATE unassessed_access x SET state = n.state, request_id = n.request_id
       FROM (SELECT x.id, CASE WHEN q.state = 'pending' THEN 'requested' ELSE 'open' END AS state,
                    CASE WHEN q.state = 'pending' THEN q.id END AS request_id
             FROM unassessed_access x LEFT JOIN LATERAL (${newestRequest}) AS q ON true
             WHERE ${waiting}) AS n
       WHERE n.id = x.id AND (x.state, x.request_id) IS DISTINCT FROM (n.state, n.request_id)`,
    );
  }

  async campaignOf(reader: Reader, systemId: string): Promise<OpenCampaign | null> {
    const rows = await reader.query<OpenCampaign>(
      `${campaigns} WHERE c.closed_at IS NULL AND c.system_id = $1`,
      [systemId],
    );
    return rows[0] ?? null;
  }

  async system(
    tx: Tx,
    systemId: string,
  ): Promise<{ name: string; informationOwnerId: string; waiting: number } | null> {
    const rows = await tx.query<{ name: string; informationOwnerId: string; waiting: number }>(
      `SELECT s.name, s.information_owner_id AS "informationOwnerId",
              (SELECT count(*) FROM unassessed_access x JOIN entitlement e ON e.id = x.entitlement_id
               WHERE e.system_id = s.id AND ${waiting})::integer AS waiting
       FROM information_system s WHERE s.id = $1 FOR UPDATE OF s`,
      [systemId],
    );
    return rows[0] ?? null;
  }

  /** @returns its id, and whom it asks: the managers of those who have the access */
  async openCampaign(
    tx: Tx,
    campaign: { systemId: string; by: string; at: Date; closesOn: Day; unanswered: UnansweredRule },
  ): Promise<{ id: string; managers: string[] }> {
    const [row] = await tx.query<{ id: string }>(
      `INSERT INTO takeover_campaign (system_id, opened_by, opened_at, closes_on, unanswered) VALUES ($1, $2, $3, $4, $5)
       RETURNING id`,
      [campaign.systemId, campaign.by, campaign.at, campaign.closesOn, campaign.unanswered],
    );
    if (!row) throw new Error('the campaign was not written');
    const managers = await tx.query<{ id: string }>(
      `WITH asked AS (
         UPDATE unassessed_access x SET campaign_id = $1, keep_until = $2 FROM entitlement e
         WHERE e.id = x.entitlement_id AND e.system_id = $3 AND ${waiting} RETURNING x.employment_id)
       SELECT DISTINCT m.person_id AS id FROM asked a JOIN employment w ON w.id = a.employment_id
       JOIN employment m ON m.id = w.manager_employment_id`,
      [row.id, campaign.closesOn, campaign.systemId],
    );
    return { id: row.id, managers: managers.map((manager) => manager.id) };
  }

  /** Systems with access whose last day has passed without an answer; where a request waits, its decision is awaited. */
  async overdueSystems(reader: Reader, today: Day): Promise<string[]> {
    const rows = await reader.query<{ id: string }>(
      `SELECT DISTINCT e.system_id AS id FROM unassessed_access x JOIN entitlement e ON e.id = x.entitlement_id
       WHERE x.state = 'open' AND x.keep_until < $1
       UNION SELECT system_id FROM takeover_campaign WHERE closed_at IS NULL AND closes_on < $1`,
      [today],
    );
    return rows.map((row) => row.id);
  }

  async overdue(tx: Tx, systemId: string, today: Day): Promise<{ id: string; personId: string }[]> {
    return tx.query<{ id: string; personId: string }>(
      `SELECT x.id, x.person_id AS "personId" FROM unassessed_access x JOIN entitlement e ON e.id = x.entitlement_id
       WHERE e.system_id = $1 AND x.state = 'open' AND x.keep_until < $2 ORDER BY x.id FOR UPDATE OF x`,
      [systemId, today],
    );
  }

  async keepOn(tx: Tx, ids: readonly string[], until: Day, now: Date): Promise<void> {
    await tx.query(
      `UPDATE unassessed_access SET keep_until = $2, flagged_at = coalesce(flagged_at, $3) WHERE id = ANY($1)`,
      [ids, until, now],
    );
  }

  async closeCampaign(tx: Tx, campaignId: string, now: Date): Promise<void> {
    await tx.query(`UPDATE takeover_campaign SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL`, [
      campaignId,
      now,
    ]);
  }
}

const newestRequest = `
  SELECT r.id, r.state FROM access_request r JOIN role_entitlement re ON re.role_id = r.role_id
  WHERE r.person_id = x.person_id AND r.employment_id = x.employment_id AND re.entitlement_id = x.entitlement_id
    AND r.submitted_at >= x.found_at
  ORDER BY r.submitted_at DESC, r.id LIMIT 1`;

const campaigns = `
  SELECT c.id, c.system_id AS "systemId", s.name AS "systemName", c.closes_on AS "closesOn", c.unanswered,
         c.opened_by AS "openedBy"
  FROM takeover_campaign c JOIN information_system s ON s.id = c.system_id`;
