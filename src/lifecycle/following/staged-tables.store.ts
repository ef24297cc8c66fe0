import { Injectable } from '@nestjs/common';
import type pg from 'pg';
import type { Tx } from '../../platform/database.js';

const delivery = {
  hr_line: 'line integer, number text, person_key text, digest bytea',
  hr_unseen: 'employment_id uuid, person_key text',
  hr_row: `line integer, digest bytea, person_key text, number_sealed bytea, number_index bytea, given_name text,
    call_name text, family_name text, protection text, hsa_id text, email text, number text, kind text, title_code text,
    title text, unit_code text, percent numeric(6,2), start_date date, end_date date, main boolean, leads_unit boolean,
    manager_number text, leave_kind text, leave_percent numeric(6,2), leave_from date, leave_to date,
    sponsor_number text, external_employer text, contract_reference text, by_hand boolean, birth_index bytea,
    coordination_number boolean, previous_index bytea`,
  hr_suspect: 'person_key text PRIMARY KEY, person_id uuid, other uuid, reason text, sign text, facts jsonb',
  hr_link: 'person_key text PRIMARY KEY, person_id uuid',
  hr_written:
    'nth bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, action text, person_id uuid, employment_id uuid, led boolean',
  hr_leads: 'number text PRIMARY KEY',
  hr_chain: 'unit_id uuid PRIMARY KEY, ids uuid[], persons uuid[]',
  hr_unit: `code text PRIMARY KEY, parent text, path text, name text, kind text, hsa_id text, manager_number text,
    cost_centre text, valid_from date, valid_to date`,
  hr_newer: 'source_key text, person_id uuid',
  hr_changed: 'line integer, number text, person_key text, employment_id uuid, person_id uuid',
  hr_touched: 'person_key text, person_id uuid',
  hr_before: `person_key text, employment_id uuid, number text, unit_code text, kind text, title text, title_code text,
    start_date date, end_date date, terminated_at timestamptz, main boolean, leave_kind text, leave_percent numeric(6,2),
    leave_from date, leave_to date`,
  hr_after: `person_key text, number text, unit_code text, kind text, title text, title_code text, start_date date,
    end_date date, terminated_at timestamptz, main boolean, leave_kind text, leave_percent numeric(6,2), leave_from date,
    leave_to date, how text`,
  hr_class: `person_key text, person_id uuid, kind text, number text, unit_code text, title text, old_unit text,
    old_title text, day date, leaves jsonb`,
  hr_field: 'person_key text, hidden boolean, fields jsonb',
  hr_person: `person_key text, number_sealed bytea, number_index bytea, birth_index bytea, coordination_number boolean,
    given_name text, call_name text, family_name text, protection text, email text, hsa_ids text[]`,
  hr_affected: 'person_id uuid PRIMARY KEY',
  hr_waiting: 'person_key text PRIMARY KEY, reason text, facts jsonb, candidates jsonb',
  hr_new: `person_key text, number_index bytea, previous_index bytea, birth_index bytea, coordination_number boolean, given_name text,
    call_name text, family_name text`,
  hr_match: 'person_key text, person_id uuid, sign text',
} as const;

const persons = {
  hr_settled: 'person_id uuid',
  hr_effective: `person_id uuid PRIMARY KEY, number_sealed bytea, number_index bytea, birth_index bytea,
    coordination_number boolean, given_name text, call_name text, family_name text, protection text, email text,
    stated boolean`,
} as const;

const standing = {
  was_person: 'person_id uuid',
  was_employment: `employment_id uuid, in_force boolean, on_leave boolean, unit_id uuid, title text, title_code text`,
  was_flipped: 'id uuid',
} as const;

// With keys: the planner knows no sizes within the import's transaction.
const managers = {
  relead: 'id uuid PRIMARY KEY',
  relead_moved: 'id uuid PRIMARY KEY',
  relead_chain: 'unit_id uuid PRIMARY KEY, ids uuid[], persons uuid[]',
} as const;

/** Of wide tables only what they are joined and searched by: to measure the rest takes longer than what it would be good for. */
const looked: Partial<Record<StagedTable, string>> = {
  hr_row:
    '(line, person_key, number, unit_code, number_index, previous_index, birth_index, hsa_id, manager_number)',
  hr_person: '(person_key)',
  hr_after: '(person_key, number, how)',
  hr_new: '(person_key, number_index, previous_index, birth_index)',
};

const groups = { delivery, persons, standing, managers };

export type StagedGroup = keyof typeof groups;
export type StagedTable = keyof (typeof delivery & typeof persons & typeof standing & typeof managers);

/** A connection's own tables, which go on from transaction to transaction. */
interface Kept {
  uses: number;
  readonly analysed: Set<StagedTable>;
}

/** Of a transaction: which tables are its connection's own, and which of these nobody has used in it yet. */
interface Running {
  readonly own: Map<StagedGroup, Kept>;
  readonly empty: Set<StagedGroup>;
}

const all = Object.keys(groups) as readonly StagedGroup[];

// Rows that are deleted leave their places behind, so that the tables are made anew now and then.
const mostUses = 500;

/**
 * The temporary tables in which facts about people are laid side by side. For a delivery of any size they are made in its
 * transaction and go with it. For a single person, an event or a change by hand, making and measuring two dozen tables
 * would be nearly all of the work: for them a connection keeps its tables, and they are emptied before each use.
 */
@Injectable()
export class StagedTablesStore {
  readonly #kept = new WeakMap<pg.PoolClient, Kept>();
  readonly #running = new WeakMap<Tx, Running>();

  /** Empty tables of a group. @param few that what is to be staged is a few persons' */
  async make(tx: Tx, group: StagedGroup, few: boolean): Promise<void> {
    const running = this.#running.get(tx);
    if (!running && few) {
      const kept = await this.#take(tx);
      const empty = new Set(all.filter((each) => each !== group));
      this.#running.set(tx, { own: new Map(all.map((each) => [each, kept])), empty });
      return;
    }
    if (running?.own.has(group) === true && few) {
      if (!running.empty.delete(group)) await this.#empty(tx, [group]);
      return;
    }
    if (running) running.own.delete(group);
    else this.#running.set(tx, { own: new Map(), empty: new Set() });
    await this.#create(tx, [group], 'ON COMMIT DROP');
  }

  /** Tells the planner how much a table holds; of a connection's own once, since those always hold a little. */
  analyse(tx: Tx, group: StagedGroup, table: StagedTable): Promise<unknown> {
    const own = this.#running.get(tx)?.own.get(group);
    if (own?.analysed.has(table) === true) return Promise.resolve();
    own?.analysed.add(table);
    return tx.query(`ANALYZE ${table}${looked[table] ?? ''}`);
  }

  /** The connection's own tables of every group, empty; made when it has none yet. */
  async #take(tx: Tx): Promise<Kept> {
    const connection = await tx.connection();
    const known = this.#kept.get(connection);
    if (known && known.uses < mostUses && (await this.#areThere(tx))) {
      known.uses += 1;
      await this.#empty(tx, all);
      return known;
    }
    const made: Kept = { uses: 0, analysed: new Set() };
    this.#kept.set(connection, made);
    await this.#create(tx, all, '');
    return made;
  }

  /** One statement with a parameter, so that its plan is kept: two dozen to be planned each time took longer than all rest. */
  async #empty(tx: Tx, of: readonly StagedGroup[]): Promise<void> {
    const emptied = namesOf(of).map((name) => `of_${name} AS (DELETE FROM pg_temp.${name})`);
    await tx.query(`WITH ${emptied.join(', ')} SELECT $1::boolean`, [true]);
  }

  async #create(tx: Tx, of: readonly StagedGroup[], end: '' | 'ON COMMIT DROP'): Promise<void> {
    const tables = of.flatMap((group) => Object.entries(groups[group]));
    await tx.query(
      [
        'SET LOCAL client_min_messages = warning',
        `DROP TABLE IF EXISTS ${tables.map(([name]) => `pg_temp.${name}`).join(', ')}`,
        ...tables.map(([name, columns]) => `CREATE TEMP TABLE ${name} (${columns}) ${end}`),
      ].join('; '),
    );
  }

  /** The transaction that made them may have been undone, or another's delivery has made its own in their place. */
  async #areThere(tx: Tx): Promise<boolean> {
    const [row] = await tx.query<{ there: boolean }>(
      `SELECT bool_and(to_regclass('pg_temp.' || name) IS NOT NULL) AS there FROM unnest($1::text[]) AS t(name)`,
      [all.flatMap((group) => Object.keys(groups[group]).slice(-1))],
    );
    return row?.there ?? false;
  }
}

function namesOf(of: readonly StagedGroup[]): string[] {
  return of.flatMap((group) => Object.keys(groups[group]));
}
