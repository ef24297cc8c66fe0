import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../platform/database.js';
import type { Day } from '../policy/model/day.js';
import type { Candidate, Stage } from '../policy/request/choose-approvers.js';
import type { UnitScope } from '../policy/request/decide-request.js';
import type { Seat, StandingStage } from '../policy/request/sit-in-stage.js';
import type { ExtendedGrant } from '../policy/request/extend-grant.js';
import { lastDay } from './asking.store.js';

/** A seat with what a page shows of its answer. */
export interface StoredSeat extends Seat {
  decidedAt: Date | null;
  reason: string | null;
}

export interface StoredStage extends StandingStage {
  openedAt: Date | null;
  dueOn: Day | null;
  remindedAt: Date | null;
  seats: readonly StoredSeat[];
}

/** Of what a request is about: who owns it, leads it and watches over it. `key` is the asker's own. */
export interface ApprovalRow {
  key: string;
  beneficiaryId: string;
  careProviderId: string;
  systemName: string;
  informationOwnerId: string;
  systemOwnerId: string;
  /** From the beneficiary's manager upwards. */
  managerIds: string[];
  privileged: boolean;
  risk: number;
  securityApproves: boolean;
}

export interface Deciding {
  requestId: string;
  position: number;
  seatOf: string;
  by: string;
  onBehalfOf: string | null;
  outcome: 'approved' | 'refused';
  days: number | null;
  reason: string | null;
}

/** How far up the line managers are looked for. */
const highest = 6;

/** SQL of the stages and seats of requests; who may sit in them is policy's to say. */
@Injectable()
export class ApprovalsStore {
  /** For each (employment, role): whom the rules of approval ask about. */
  async rows(
    reader: Reader,
    wanted: readonly { key: string; employmentId: string; roleId: string }[],
  ): Promise<ApprovalRow[]> {
    return reader.query<ApprovalRow>(
      `WITH RECURSIVE wanted AS (
         SELECT * FROM jsonb_to_recordset($1) AS w(key text, "employmentId" uuid, "roleId" uuid)),
       line AS (
         SELECT DISTINCT e.id AS led, m.id, m.person_id, m.manager_employment_id, 1 AS step
         FROM wanted w JOIN employment e ON e.id = w."employmentId" JOIN employment m ON m.id = e.manager_employment_id
         UNION ALL
         SELECT l.led, m.id, m.person_id, m.manager_employment_id, l.step + 1
         FROM line l JOIN employment m ON m.id = l.manager_employment_id WHERE l.step < ${String(highest)})
       SELECT w.key, e.person_id AS "beneficiaryId", u.care_provider_id AS "careProviderId", s.name AS "systemName",
              s.information_owner_id AS "informationOwnerId", s.system_owner_id AS "systemOwnerId",
              ARRAY(SELECT l.person_id FROM line l WHERE l.led = e.id ORDER BY l.step) AS "managerIds",
              r.privileged OR EXISTS (SELECT FROM role_entitlement re JOIN entitlement t ON t.id = re.entitlement_id
                                      WHERE re.role_id = r.id AND t.privileged) AS privileged,
              r.risk, r.security_approves AS "securityApproves"
       FROM wanted w JOIN employment e ON e.id = w."employmentId" JOIN unit u ON u.id = e.unit_id
       JOIN role r ON r.id = w."roleId" JOIN information_system s ON s.id = r.system_id`,
      [JSON.stringify(wanted)],
    );
  }

  async candidates(reader: Reader, personIds: readonly string[], today: Day): Promise<Candidate[]> {
    return reader.query<Candidate>(
      `SELECT p.id AS "personId", count(u.id) > 0 AS employed,
              coalesce(array_agg(DISTINCT u.care_provider_id) FILTER (WHERE u.id IS NOT NULL), '{}') AS "careProviderIds"
       FROM unnest($1::uuid[]) AS p(id)
       LEFT JOIN employment e ON e.person_id = p.id AND in_force(e.start_date, e.end_date, e.terminated_at, $2)
       LEFT JOIN unit u ON u.id = e.unit_id GROUP BY p.id`,
      [personIds, today],
    );
  }

  /** The stages of a new or edited request; the first is open from now on. */
  async begin(
    tx: Tx,
    requests: readonly { id: string; stages: readonly (Stage & { dueOn: Day })[] }[],
    at: Date,
  ): Promise<void> {
    const stages = requests.flatMap(({ id, stages: chosen }) =>
      chosen.map(({ kind, rule, dueOn, approverIds }, index) => ({
        id,
        position: index + 1,
        kind,
        rule,
        state: index === 0 ? 'open' : 'waiting',
        dueOn: index === 0 ? dueOn : null,
        approverIds,
      })),
    );
    await tx.query(
      `WITH s AS (
         SELECT * FROM jsonb_to_recordset($1) AS s(id uuid, "position" integer, kind text, rule text, state text, "dueOn" date,
                                                   "approverIds" uuid[])),
       laid AS (
         INSERT INTO request_stage (request_id, position, kind, rule, state, opened_at, due_on)
         SELECT id, "position", kind, rule, state, CASE state WHEN 'open' THEN $2::timestamptz END, "dueOn" FROM s)
       INSERT INTO request_approver (request_id, position, person_id)
       SELECT id, "position", unnest("approverIds") FROM s`,
      [JSON.stringify(stages), at],
    );
  }

  /** All that was laid out and answered for an earlier revision goes; the audit log has it. */
  async clear(tx: Tx, requestId: string): Promise<void> {
    await tx.query(`DELETE FROM request_stage WHERE request_id = $1`, [requestId]);
  }

  /** In order, with their seats: those who have answered first. */
  async of(reader: Reader, requestIds: readonly string[]): Promise<Map<string, StoredStage[]>> {
    const rows = await reader.query<Omit<StoredStage, 'seats'> & { requestId: string; seats: StoredSeat[] }>(
      `SELECT s.request_id AS "requestId", s.position, s.kind, s.rule, s.state, s.opened_at AS "openedAt", s.due_on AS "dueOn",
              s.reminded_at AS "remindedAt", s.escalations,
              coalesce((SELECT json_agg(json_build_object('personId', a.person_id, 'onBehalfOf', a.on_behalf_of, 'outcome', a.outcome,
                         'days', a.days, 'decidedAt', a.decided_at, 'reason', a.reason) ORDER BY a.decided_at, a.person_id)
                FROM request_approver a WHERE a.request_id = s.request_id AND a.position = s.position), '[]') AS seats
       FROM request_stage s WHERE s.request_id = ANY($1) ORDER BY s.request_id, s.position`,
      [requestIds],
    );
    const stages = rows.map(({ requestId, ...stage }) => ({
      requestId,
      ...stage,
      seats: stage.seats.map((each) => ({
        ...each,
        decidedAt: each.decidedAt === null ? null : new Date(each.decidedAt),
      })),
    }));
    return Map.groupBy(stages, ({ requestId }) => requestId);
  }

  /**
   * Whose delegations to this person reach each of the requests today, held against being ended at this moment.
   * @returns by request
   */
  async delegators(
    reader: Reader,
    delegateId: string,
    requestIds: readonly string[],
    today: Day,
    hold: boolean,
  ): Promise<Map<string, string[]>> {
    const rows = await reader.query<{ requestId: string; delegatorId: string }>(
      `SELECT q.id AS "requestId", d.delegator_id AS "delegatorId"
       FROM approval_delegation d JOIN access_request q ON q.id = ANY($2) JOIN role r ON r.id = q.role_id
       WHERE d.delegate_id = $1 AND d.of_requests AND d.ended_at IS NULL AND $3::date BETWEEN d.valid_from AND d.valid_to
         AND (d.system_id IS NULL OR d.system_id = r.system_id) AND (d.role_id IS NULL OR d.role_id = q.role_id)
       ORDER BY d.id ${hold ? 'FOR SHARE OF d' : ''}`,
      [delegateId, requestIds, today],
    );
    const found = Map.groupBy(rows, ({ requestId }) => requestId);
    return new Map([...found].map(([id, of]) => [id, of.map(({ delegatorId }) => delegatorId)]));
  }

  /** Writes answers into their seats: whoever answers for somebody takes the seat over. */
  async answer(tx: Tx, answers: readonly Deciding[], at: Date): Promise<void> {
    await tx.query(
      `UPDATE request_approver a SET person_id = d.by, on_behalf_of = d."onBehalfOf", outcome = d.outcome, days = d.days,
              reason = d.reason, decided_at = $2
       FROM jsonb_to_recordset($1) AS d("requestId" uuid, "position" integer, "seatOf" uuid, by uuid, "onBehalfOf" uuid,
                                        outcome text, days integer, reason text)
       WHERE a.request_id = d."requestId" AND a.position = d."position" AND a.person_id = d."seatOf"`,
      [JSON.stringify(answers), at],
    );
  }

  /** Stages that have been passed or refused, and those that are open from now on. */
  async move(
    tx: Tx,
    closed: readonly { requestId: string; position: number; state: 'approved' | 'refused' }[],
    opened: readonly { requestId: string; position: number; dueOn: Day }[],
    at: Date,
  ): Promise<void> {
    if (closed.length > 0)
      await tx.query(
        `UPDATE request_stage s SET state = c.state
         FROM jsonb_to_recordset($1) AS c("requestId" uuid, "position" integer, state text)
         WHERE s.request_id = c."requestId" AND s.position = c."position"`,
        [JSON.stringify(closed)],
      );
    if (opened.length > 0)
      await tx.query(
        `UPDATE request_stage s SET state = 'open', opened_at = $2, due_on = c."dueOn"
         FROM jsonb_to_recordset($1) AS c("requestId" uuid, "position" integer, "dueOn" date)
         WHERE s.request_id = c."requestId" AND s.position = c."position"`,
        [JSON.stringify(opened), at],
      );
  }

  /** What nobody will be asked any more: the request is over. */
  async skip(tx: Tx, requestIds: readonly string[]): Promise<void> {
    if (requestIds.length === 0) return;
    await tx.query(
      `UPDATE request_stage SET state = 'skipped' WHERE request_id = ANY($1) AND state IN ('waiting', 'open')`,
      [requestIds],
    );
  }

  /** Empty seats go to others; without one the seat is taken away. */
  async reseat(
    tx: Tx,
    moves: readonly { requestId: string; position: number; from: string; to: string | null }[],
  ): Promise<void> {
    if (moves.length === 0) return;
    const columns = `jsonb_to_recordset($1) AS m("requestId" uuid, "position" integer, "from" uuid, "to" uuid)`;
    const which = `a.request_id = m."requestId" AND a.position = m."position" AND a.person_id = m."from" AND a.outcome IS NULL`;
    await tx.query(`DELETE FROM request_approver a USING ${columns} WHERE ${which} AND m."to" IS NULL`, [
      JSON.stringify(moves),
    ]);
    await tx.query(
      `UPDATE request_approver a SET person_id = m."to" FROM ${columns} WHERE ${which} AND m."to" IS NOT NULL`,
      [JSON.stringify(moves)],
    );
  }

  /** What is held already of what is asked for, as `employment role`. */
  async held(
    reader: Reader,
    requests: readonly { employmentId: string; roleId: string }[],
  ): Promise<Set<string>> {
    const rows = await reader.query<{ held: string }>(
      `SELECT g.employment_id || ' ' || g.role_id AS held
       FROM jsonb_to_recordset($1) AS q("employmentId" uuid, "roleId" uuid) JOIN access_grant g
         ON g.employment_id = q."employmentId" AND g.role_id = q."roleId" AND g.ended_at IS NULL`,
      [JSON.stringify(requests)],
    );
    return new Set(rows.map(({ held }) => held));
  }

  /** The grants that would last longer, by id; those that have ended are left out. */
  async extended(reader: Reader, grantIds: readonly string[]): Promise<Map<string, ExtendedGrant>> {
    const rows = await reader.query<ExtendedGrant>(
      `SELECT g.id, g.source, ${lastDay}::text AS "lastDay" FROM access_grant g
       WHERE g.id = ANY($1) AND g.ended_at IS NULL`,
      [grantIds],
    );
    return new Map(rows.map((grant) => [grant.id, grant]));
  }

  /** Units by id, as far as scope goes. */
  async scopes(reader: Reader, unitIds: readonly string[]): Promise<Map<string, UnitScope>> {
    if (unitIds.length === 0) return new Map();
    const rows = await reader.query<UnitScope>(`SELECT id, path FROM unit WHERE id = ANY($1)`, [unitIds]);
    return new Map(rows.map((unit) => [unit.id, unit]));
  }
}
