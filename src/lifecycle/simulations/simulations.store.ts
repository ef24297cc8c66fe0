import { Injectable } from '@nestjs/common';
import type { Day } from '../../policy/model/day.js';
import type { Reader, Tx } from '../../platform/database.js';
import type { Tripped } from '../../policy/lifecycle/breaker.js';
import type { Effect } from '../../policy/lifecycle/losses.js';
import type { SimulationWay } from './simulations.schema.js';

export interface NewSimulation {
  kind: 'rule' | 'organisation';
  title: string;
  question: object;
  askedBy: string;
  askedAt: Date;
  expiresAt: Date;
  milliseconds: number;
  lookedAt: number;
  losing: number;
  gaining: number;
  later: number;
  persons: number;
  moved: number;
  relead: number;
  tripped: readonly Tripped[];
}

export interface StoredSimulation extends Omit<NewSimulation, 'question' | 'expiresAt' | 'tripped'> {
  id: string;
  way: SimulationWay | null;
  tripped: Tripped[];
}

export interface StoredEffect {
  number: number;
  personId: string;
  unitId: string;
  lost: string[];
  gained: string[];
  later: string[];
  moved: boolean;
  relead: boolean;
  managerId: string | null;
}

const columns = `id, kind, CASE WHEN kind <> 'rule' THEN question ->> 'way' WHEN question ->> 'roleId' IS NOT NULL THEN 'add'
  WHEN jsonb_typeof(question -> 'selector') = 'null' THEN 'remove' ELSE 'change' END AS way, title, asked_by AS "askedBy", asked_at AS "askedAt", milliseconds, looked_at AS "lookedAt",
  persons, losing, gaining, later, moved, relead, tripped`;
const effectsAtATime = 5000;

/** Questions of "what would happen", and their answers; kept for a week. */
@Injectable()
export class SimulationsStore {
  /** One at a time for each who asks. False when another is being computed. */
  async claim(tx: Tx, askedBy: string): Promise<boolean> {
    const [row] = await tx.query<{ claimed: boolean }>(
      `SELECT pg_try_advisory_xact_lock(hashtext('simulation'), hashtext($1)) AS claimed`,
      [askedBy],
    );
    return row?.claimed ?? false;
  }

  /** No statement of the simulation runs longer than this. */
  async limit(tx: Tx, milliseconds: number): Promise<void> {
    await tx.query(`SELECT set_config('statement_timeout', $1, true)`, [String(milliseconds)]);
  }

  async forgetExpired(tx: Tx, now: Date): Promise<void> {
    await tx.query(`DELETE FROM simulation WHERE expires_at <= $1`, [now]);
  }

  async write(
    tx: Tx,
    simulation: NewSimulation,
    effects: readonly Effect[],
    roles: readonly { roleId: string; gained: number; lost: number; later: number }[],
  ): Promise<string> {
    const s = simulation;
    const [row] = await tx.query<{ id: string }>(
      `INSERT INTO simulation (kind, title, question, asked_by, asked_at, expires_at, milliseconds, looked_at, persons, losing,
                               gaining, later, tripped, moved, relead)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING id`,
      [
        s.kind,
        s.title,
        JSON.stringify(s.question),
        s.askedBy,
        s.askedAt,
        s.expiresAt,
        s.milliseconds,
        s.lookedAt,
        s.persons,
        s.losing,
        s.gaining,
        s.later,
        JSON.stringify(s.tripped),
        s.moved,
        s.relead,
      ],
    );
    if (!row) throw new Error('the simulation was not written');
    for (let from = 0; from < effects.length; from += effectsAtATime)
      await tx.query(
        `INSERT INTO simulation_effect (simulation_id, number, person_id, unit_id, lost, gained, later, moved, relead, manager_id)
         SELECT $1, e.number, e."personId", e."unitId", ARRAY(SELECT jsonb_array_elements_text(e.lost)::uuid),
                ARRAY(SELECT jsonb_array_elements_text(e.gained)::uuid), ARRAY(SELECT jsonb_array_elements_text(e.later)::uuid),
                e.moved, e.relead, e."managerId"
         FROM jsonb_to_recordset($2)
           AS e(number integer, "personId" uuid, "unitId" uuid, lost jsonb, gained jsonb, later jsonb,
                moved boolean, relead boolean, "managerId" uuid)`,
        [
          row.id,
          JSON.stringify(effects.slice(from, from + effectsAtATime).map((e, i) => lineOf(e, from + i + 1))),
        ],
      );
    await tx.query(
      `INSERT INTO simulation_role (simulation_id, number, role_id, lost, gained, later)
       SELECT $1, row_number() OVER (), r."roleId", r.lost, r.gained, r.later
       FROM jsonb_to_recordset($2) AS r("roleId" uuid, lost integer, gained integer, later integer)`,
      [row.id, JSON.stringify(roles)],
    );
    return row.id;
  }

  async read(reader: Reader, id: string, now: Date): Promise<StoredSimulation | null> {
    const [row] = await reader.query<StoredSimulation>(
      `SELECT ${columns} FROM simulation WHERE id = $1 AND expires_at > $2`,
      [id, now],
    );
    return row ?? null;
  }

  /** Newest first. */
  async page(
    reader: Reader,
    now: Date,
    after: { at: Date; id: string } | null,
    limit: number,
  ): Promise<StoredSimulation[]> {
    return reader.query<StoredSimulation>(
      `SELECT ${columns} FROM simulation WHERE expires_at > $1 AND ($2::timestamptz IS NULL OR (asked_at, id) < ($2, $3::uuid))
       ORDER BY asked_at DESC, id DESC LIMIT $4`,
      [now, after?.at ?? null, after?.id ?? null, limit],
    );
  }

  async effects(reader: Reader, id: string, after: number, limit: number): Promise<StoredEffect[]> {
    return reader.query<StoredEffect>(
      `SELECT number, person_id AS "personId", unit_id AS "unitId", lost, gained, later, moved, relead,
              manager_id AS "managerId" FROM simulation_effect
       WHERE simulation_id = $1 AND number > $2 ORDER BY number LIMIT $3`,
      [id, after, limit],
    );
  }

  async roles(
    reader: Reader,
    id: string,
  ): Promise<{ roleId: string; lost: number; gained: number; later: number }[]> {
    return reader.query(
      `SELECT role_id AS "roleId", lost, gained, later FROM simulation_role WHERE simulation_id = $1 ORDER BY number`,
      [id],
    );
  }

  /** Open units whose name or code begins like this or holds it, and what lies above them. */
  async units(
    reader: Reader,
    pattern: string,
    today: Day,
    limit: number,
  ): Promise<{ id: string; code: string; name: string; above: string | null }[]> {
    return reader.query(
      `SELECT u.id, u.code, u.name, a.name AS above FROM unit u LEFT JOIN unit a ON a.id = u.parent_id
       WHERE (u.valid_to IS NULL OR u.valid_to >= $2) AND (lower(u.name) LIKE $1 OR lower(u.code) LIKE $1)
       ORDER BY u.name COLLATE "sv-SE-x-icu", u.id LIMIT $3`,
      [pattern, today, limit],
    );
  }

  /** The titles of those employed in the unit today. */
  async unit(
    reader: Reader,
    id: string,
    today: Day,
  ): Promise<{
    id: string;
    name: string;
    kind: string;
    kinds: string[];
    titles: { code: string; title: string; persons: number }[];
  } | null> {
    const [unit] = await reader.query<{ id: string; name: string; kind: string; kinds: string[] }>(
      `SELECT id, name, kind, ARRAY(SELECT DISTINCT k.kind FROM unit k ORDER BY 1) AS kinds FROM unit WHERE id = $1`,
      [id],
    );
    if (!unit) return null;
    const titles = await reader.query<{ code: string; title: string; persons: number }>(
      `SELECT title_code AS code, mode() WITHIN GROUP (ORDER BY title) AS title, count(DISTINCT person_id)::integer AS persons
       FROM employment WHERE unit_id = $1 AND title_code IS NOT NULL AND in_force(start_date, end_date, terminated_at, $2)
       GROUP BY title_code ORDER BY 3 DESC, 1`,
      [id, today],
    );
    return { ...unit, titles };
  }

  /** Of these unit codes, those that no unit has. */
  async unknownUnits(reader: Reader, codes: readonly string[]): Promise<string[]> {
    const rows = await reader.query<{ code: string }>(
      `SELECT unnest($1::text[]) AS code EXCEPT SELECT code FROM unit`,
      [codes],
    );
    return rows.map((row) => row.code);
  }
}

function lineOf({ personId, lost, gained, later = [], place }: Effect, number: number): object {
  return {
    number,
    personId,
    unitId: (lost[0] ?? gained[0] ?? later[0] ?? place)?.unitId,
    lost: lost.map(({ roleId }) => roleId),
    gained: gained.map(({ roleId }) => roleId),
    later: later.map(({ roleId }) => roleId),
    moved: place?.moved ?? false,
    relead: place?.relead ?? false,
    managerId: place?.managerId ?? null,
  };
}
