import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database.js';

/** One person's losses in one unit. */
export interface LostAccess {
  personId: string;
  unitId: string;
  roleIds: string[];
}

/** Persons whom a change gives a role, and takes it from. */
export interface RoleEffect {
  roleId: string;
  gained: number;
  lost: number;
}

/** Roles, by id, that a change takes from a person and gives them. */
export interface PersonEffect {
  personId: string;
  lost: string[];
  gained: string[];
}

/** These persons before all others; `most` in all. */
export interface WhoseAccess {
  readonly first: readonly string[];
  readonly most: number;
}

/** Persons by unit id. */
export type ByUnit = Readonly<Record<string, number>>;

export interface Losses {
  /** Persons who had a role when the transaction began and have it no more, or only for some days of handover. */
  persons: number;
  /** The same by unit, without those whose employment has gone on elsewhere. */
  units: ByUnit;
}

const running = `pg_current_xact_id()::text::bigint`;
// Resting between two shifts is no loss.
const rests = (grant: string): string => `array_remove(${grant}.suspended_for, 'off-shift') <> '{}'`;
const works = (grant: string): string =>
  `grant_works(${grant}.ended_at, ${grant}.valid_to, array_remove(${grant}.suspended_for, 'off-shift'), $1)`;

// Every change of access leaves an entry of this transaction (invariant 6), whoever asked for it. What another grant
// of the same role still gives is not lost.
const lost = `lost AS (
  SELECT DISTINCT g.person_id, g.role_id, g.unit_id, e.unit_id <> g.unit_id AS moved
  FROM audit_entry a JOIN access_grant g ON g.id = a.object_id JOIN employment e ON e.id = g.employment_id
  WHERE a.transaction_id = ${running} AND a.action IN ('grant.ended', 'grant.suspended')
    AND NOT EXISTS (SELECT FROM access_grant o WHERE o.person_id = g.person_id AND o.role_id = g.role_id
                    AND (${works('o')}
                         -- nor is what rested and rests by another employment from now on
                         OR o.ended_at IS NULL AND a.action = 'grant.ended' AND ${rests('g')}
                            AND NOT EXISTS (SELECT FROM audit_entry s WHERE s.transaction_id = a.transaction_id
                                            AND s.object_id = g.id AND s.action = 'grant.suspended')))
  UNION ALL
  -- A membership from before Grindvakt is a loss as well; it goes by the smallest role that holds it, if any does.
  SELECT x.person_id, (SELECT re.role_id FROM role_entitlement re WHERE re.entitlement_id = x.entitlement_id
                       ORDER BY (SELECT count(*) FROM role_entitlement o WHERE o.role_id = re.role_id), re.role_id LIMIT 1),
         e.unit_id, false
  FROM audit_entry a JOIN unassessed_access x ON x.id = a.object_id JOIN employment e ON e.id = x.employment_id
  WHERE a.transaction_id = ${running} AND a.action = 'unassessed.removed')`;

const gained = `done AS (
  SELECT object_id AS id, bool_or(action = 'grant.opened') AS opened, bool_or(action = 'grant.ended') AS ended,
         bool_or(action = 'grant.suspended') AS suspended, bool_or(action = 'grant.resumed') AS resumed
  FROM audit_entry WHERE transaction_id = ${running} AND object_kind = 'grant' GROUP BY 1),
gained AS (
  SELECT DISTINCT g.person_id, g.role_id
  FROM done n JOIN access_grant g ON g.id = n.id
  WHERE (n.opened OR n.resumed) AND ${works('g')}
    -- Whoever has worked by another grant of the role gains nothing; whoever only rested by it does.
    AND NOT EXISTS (
      SELECT FROM access_grant o LEFT JOIN done d ON d.id = o.id
      WHERE o.person_id = g.person_id AND o.role_id = g.role_id AND o.id <> g.id
        AND d.opened IS NOT TRUE AND (o.ended_at IS NULL OR d.ended)
        AND CASE WHEN d.suspended THEN true WHEN d.resumed THEN false
                 ELSE NOT ${rests('o')} END))`;

// Who was moved and keeps for some days what they were to hand over loses it by the clock, which nothing weighs.
const handedOver = `handed_over AS (
  SELECT g.person_id FROM audit_entry a JOIN access_grant g ON g.id = a.object_id
  WHERE a.transaction_id = ${running} AND a.action = 'grant.shortened' AND g.outgrown_at IS NOT NULL
    AND NOT EXISTS (SELECT FROM access_grant o WHERE o.person_id = g.person_id AND o.role_id = g.role_id AND o.id <> g.id
                    AND ${works('o')}))`;

// What began a moment later may have been weighed first: it counts as well, or changes at the same time would not see
// each other.
const withinHour = (at: string, now: string): string =>
  `${at} > ${now}::timestamptz - interval '1 hour' AND ${at} <= ${now}::timestamptz + interval '5 minutes'`;

/** What the running transaction has taken away, and what the last hour has. */
@Injectable()
export class LossesStore {
  async inTransaction(tx: Tx, now: Date): Promise<Losses> {
    const [row] = await tx.query<Losses>(
      `WITH ${lost}, ${handedOver}, hit AS (
         SELECT unit_id, count(DISTINCT person_id) AS persons FROM lost WHERE NOT moved GROUP BY unit_id)
       SELECT (SELECT count(DISTINCT person_id) FROM (SELECT person_id FROM lost UNION SELECT person_id FROM handed_over) x)
                AS persons,
              (SELECT coalesce(jsonb_object_agg(unit_id, persons), '{}') FROM hit) AS units`,
      [now],
    );
    return row ?? { persons: 0, units: {} };
  }

  /** Line by line, for whoever is to judge it; by unit, so that a page reads as the organisation does. */
  async lines(tx: Tx, now: Date): Promise<LostAccess[]> {
    return tx.query<LostAccess>(
      `WITH ${lost} SELECT l.person_id AS "personId", l.unit_id AS "unitId", coalesce(array_agg(l.role_id ORDER BY l.role_id) FILTER (WHERE l.role_id IS NOT NULL), '{}') AS "roleIds"
       FROM lost l JOIN unit u ON u.id = l.unit_id GROUP BY l.person_id, l.unit_id, u.path ORDER BY u.path, l.person_id`,
      [now],
    );
  }

  async byRole(tx: Tx, now: Date): Promise<RoleEffect[]> {
    return tx.query<RoleEffect>(
      `WITH ${lost}, ${gained},
       losing AS (SELECT role_id, count(DISTINCT person_id) AS lost FROM lost WHERE role_id IS NOT NULL GROUP BY role_id),
       gaining AS (SELECT role_id, count(*) AS gained FROM gained GROUP BY role_id)
       SELECT role_id AS "roleId", coalesce(gained, 0)::integer AS gained, coalesce(lost, 0)::integer AS lost
       FROM losing FULL JOIN gaining USING (role_id) ORDER BY 3 DESC, 2 DESC, 1`,
      [now],
    );
  }

  async byPerson(tx: Tx, now: Date, { first, most }: WhoseAccess): Promise<PersonEffect[]> {
    return tx.query<PersonEffect>(
      `WITH ${lost}, ${gained}, effect AS (
         SELECT person_id, role_id, true AS goes FROM lost WHERE role_id IS NOT NULL
         UNION SELECT person_id, role_id, false FROM gained)
       SELECT person_id AS "personId", coalesce(array_agg(role_id ORDER BY role_id) FILTER (WHERE goes), '{}') AS lost,
              coalesce(array_agg(role_id ORDER BY role_id) FILTER (WHERE NOT goes), '{}') AS gained
       FROM effect LEFT JOIN (SELECT DISTINCT unnest($2::uuid[]) AS id) n ON n.id = person_id
       GROUP BY person_id, n.id ORDER BY n.id IS NULL, person_id LIMIT $3`,
      [now, first, most],
    );
  }

  /** Those who weigh come one at a time, so that two that are each within the limit do not pass together. */
  async lockHour(tx: Tx): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('grindvakt:losses', 0))`);
  }

  /** Persons who lost access within the hour before `now` by what nobody has looked at. */
  async lastHour(tx: Tx, now: Date): Promise<number> {
    const [row] = await tx.query<{ persons: number }>(
      `SELECT coalesce(sum(persons), 0)::integer AS persons FROM access_loss
       WHERE counted AND ${withinHour('at', '$1')}`,
      [now],
    );
    return row?.persons ?? 0;
  }

  /** The same in units; those that have lost nobody are left out. */
  async lastHourIn(tx: Tx, unitIds: readonly string[], now: Date): Promise<Map<string, number>> {
    const rows = await tx.query<{ id: string; persons: number }>(
      // Each loss is unpacked once, not for every unit: a large one has thousands.
      `SELECT u.id, sum((l.units ->> u.id)::integer)::integer AS persons
       FROM (SELECT units || '{}' AS units FROM access_loss WHERE counted AND ${withinHour('at', '$2')} OFFSET 0) l
       JOIN unnest($1::text[]) AS u(id) ON l.units ? u.id GROUP BY u.id`,
      [unitIds, now],
    );
    return new Map(rows.map(({ id, persons }) => [id, persons]));
  }

  /** At least so many persons are in force, by looking at few of them: never more than there are. */
  async someInForce(tx: Tx, today: string, enough: number): Promise<number> {
    const [row] = await tx.query<{ persons: number }>(
      `SELECT count(DISTINCT person_id) AS persons FROM (
         SELECT person_id FROM employment WHERE in_force(start_date, end_date, terminated_at, $1) LIMIT $2) AS seen`,
      [today, 2 * enough],
    );
    return row?.persons ?? 0;
  }

  async personsInForce(tx: Tx, today: string): Promise<number> {
    const [row] = await tx.query<{ persons: number }>(
      `SELECT count(DISTINCT person_id) AS persons FROM employment WHERE in_force(start_date, end_date, terminated_at, $1)`,
      [today],
    );
    return row?.persons ?? 0;
  }

  /**
   * Persons who work in units, and those whose last day there was yesterday: what a change ended today is a share of
   * those who were there before it.
   */
  async inForceByUnit(tx: Tx, unitIds: readonly string[], today: string): Promise<Map<string, number>> {
    const rows = await tx.query<{ id: string; persons: number }>(
      `SELECT unit_id AS id, count(DISTINCT person_id) AS persons FROM employment
       WHERE unit_id = ANY($1) AND start_date <= $2::date AND coalesce(end_date, 'infinity') >= $2::date - 1
       GROUP BY unit_id`,
      [unitIds, today],
    );
    return new Map(rows.map(({ id, persons }) => [id, persons]));
  }

  async note(
    tx: Tx,
    loss: {
      at: Date;
      cause: string;
      objectId: string | null;
      persons: number;
      units: ByUnit;
      counted: boolean;
      feed: { readonly source: string; readonly ends: number } | null;
    },
  ): Promise<void> {
    await tx.query(
      `INSERT INTO access_loss (at, cause, object_id, persons, counted, units, source, ends)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        loss.at,
        loss.cause,
        loss.objectId,
        loss.persons,
        loss.counted,
        JSON.stringify(loss.units),
        loss.feed?.source ?? null,
        loss.feed?.ends ?? 0,
      ],
    );
  }
}
