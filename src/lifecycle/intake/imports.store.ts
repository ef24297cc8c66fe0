import { Injectable } from '@nestjs/common';
import type { Day } from '../../policy/model/day.js';
import type { Database, Reader, Tx } from '../../platform/database.js';
import type { FieldChange } from './told-fields.store.js';
import type { DifferenceKind, LeaveChange } from './hr-compare.store.js';
import type { Aside, ImportChannel, ImportFigures, ImportState } from './import-result.js';

export interface StoredImport {
  id: string;
  source: string;
  channel: ImportChannel;
  state: ImportState;
  asOf: Day;
  startedBy: string | null;
  startedAt: Date;
  endedAt: Date | null;
  rowsDone: number;
  rowsTotal: number | null;
  result: Partial<ImportFigures> & { snapshotDate?: Day | null; moment?: string; standing?: true };
  resolvedBy: string | null;
  resolvedAt: Date | null;
  resolutionReason: string | null;
}

export interface StoredDifference {
  number: number;
  personId: string | null;
  personName: string;
  kind: DifferenceKind;
  text: string;
  day: Day | null;
  fields: readonly FieldChange[];
  leaves: readonly LeaveChange[];
  /** Roles, by id; of a trial only. */
  lost: readonly string[];
  gained: readonly string[];
  hidden: boolean;
}

export interface Standing {
  digest: Buffer | null;
  rows: number;
  snapshotDate: Day | null;
  /** What its facts describe; null when nothing has been applied yet. */
  moment: Date | null;
}

const columns = `id, source, channel, state, as_of AS "asOf", started_by AS "startedBy", started_at AS "startedAt",
  ended_at AS "endedAt", rows_done AS "rowsDone", rows_total AS "rowsTotal", result, resolved_by AS "resolvedBy",
  resolved_at AS "resolvedAt", resolution_reason AS "resolutionReason"`;

/** Deliveries and what came of them. */
@Injectable()
export class ImportsStore {
  async start(
    reader: Reader,
    started: {
      source: string;
      channel: ImportChannel;
      asOf: Day;
      startedBy: string | null;
      at: Date;
      foundAs?: string | undefined;
    },
  ): Promise<string> {
    const [row] = await reader.query<{ id: string }>(
      `INSERT INTO hr_import (source, channel, state, as_of, started_by, started_at, found_as)
       VALUES ($1, $2, 'running', $3, $4, $5, $6) RETURNING id`,
      [started.source, started.channel, started.asOf, started.startedBy, started.at, started.foundAs ?? null],
    );
    if (!row) throw new Error('the import was not written');
    return row.id;
  }

  /** One import of a source at a time, over all instances. False when another one holds the source. */
  async claim(tx: Tx, source: string): Promise<boolean> {
    const [row] = await tx.query<{ claimed: boolean }>(
      `SELECT pg_try_advisory_xact_lock(hashtext('hr_import'), hashtext($1)) AS claimed`,
      [source],
    );
    return row?.claimed ?? false;
  }

  /** Whoever holds the source sees that no other import of it can be running: those that say so were killed. */
  async endInterrupted(tx: Tx, source: string, except: string, at: Date): Promise<void> {
    const rejection = {
      code: 'interrupted',
      detail: 'The service ended while the delivery was taken in; nothing of it was used.',
      file: null,
      line: null,
    };
    await tx.query(
      `UPDATE hr_import SET state = 'rejected', ended_at = $3, result = jsonb_build_object('rejection', $4::jsonb)
       WHERE source = $1 AND state = 'running' AND id <> $2 AND resolved_by IS NULL`,
      [source, except, at, JSON.stringify(rejection)],
    );
  }

  /** The source was busy: the delivery was never looked at. */
  async forget(reader: Reader, id: string): Promise<void> {
    await reader.query(`DELETE FROM hr_import WHERE id = $1`, [id]);
  }

  /** Seen at once by whoever looks, so not in the import's own transaction. */
  async progress(database: Database, id: string, done: number, total: number): Promise<void> {
    await database.query(`UPDATE hr_import SET rows_done = $2, rows_total = $3 WHERE id = $1`, [
      id,
      done,
      total,
    ]);
  }

  async finish(
    tx: Tx,
    id: string,
    end: {
      state: ImportState;
      at: Date;
      asOf: Day;
      digest: Buffer | null;
      sealed: Buffer | null;
      result: object;
      resolution?: { by: string; reason: string };
    },
  ): Promise<void> {
    await tx.query(
      `UPDATE hr_import SET state = $2, ended_at = $3, as_of = $4, files_digest = coalesce($5, files_digest), files_sealed = $6,
         result = $7, rows_done = coalesce(($7::jsonb -> 'rows' ->> 'read')::int, 0), rows_total = ($7::jsonb -> 'rows' ->> 'read')::int,
         resolved_by = $8, resolution_reason = $9, resolved_at = CASE WHEN $8::uuid IS NOT NULL THEN $3::timestamptz END
       WHERE id = $1`,
      [
        id,
        end.state,
        end.at,
        end.asOf,
        end.digest,
        end.sealed,
        JSON.stringify(end.result),
        end.resolution?.by ?? null,
        end.resolution?.reason ?? null,
      ],
    );
  }

  async writeAsides(tx: Tx, id: string, asides: readonly Aside[]): Promise<void> {
    await tx.together(
      () => tx.query(`DELETE FROM hr_quarantine WHERE import_id = $1`, [id]),
      async () => {
        if (asides.length === 0) return;
        await tx.query(
          `INSERT INTO hr_quarantine (import_id, file, line, reason, detail, column_name)
           SELECT $1, a.file, a.line, a.reason, a.detail, a."column"
           FROM jsonb_to_recordset($2) AS a(file text, line integer, reason text, detail text, "column" text)
           ON CONFLICT DO NOTHING`,
          [id, JSON.stringify(asides)],
        );
      },
    );
  }

  async clearDifferences(tx: Tx, id: string): Promise<void> {
    await tx.query(`DELETE FROM hr_difference WHERE import_id = $1`, [id]);
  }

  /**
   * The delivery that the register stands at. `digest` is null when the same files would not leave the register as it
   * is: some of its lines were set aside, and what they lacked may have come; or events from before `moment` have
   * changed something that a delivery of that moment knows better.
   */
  async standing(tx: Tx, source: string, moment: Date): Promise<Standing> {
    const [last] = await tx.query<Standing>(
      `SELECT CASE WHEN EXISTS (SELECT FROM hr_quarantine q WHERE q.import_id = i.id)
                     OR EXISTS (SELECT FROM person_source s WHERE s.source = $1 AND s.facts_at IS NOT NULL AND s.facts_at <= $2)
                THEN NULL ELSE i.files_digest END AS digest,
              coalesce((i.result ->> 'moment')::timestamptz, i.started_at) AS moment,
              coalesce((i.result -> 'rows' ->> 'read')::int, 0) AS rows,
              (SELECT max(o.result ->> 'snapshotDate') FROM hr_import o
               WHERE o.source = $1 AND o.state IN ('applied', 'unchanged')) AS "snapshotDate"
       FROM hr_import i WHERE i.source = $1 AND i.result ? 'standing'`,
      [source, moment],
    );
    return last ?? { digest: null, rows: 0, snapshotDate: null, moment: null };
  }

  /** From now on this is the delivery that the register stands at: a mark, since a clock may be set back. */
  async stand(tx: Tx, source: string, id: string): Promise<void> {
    await tx.together(
      () =>
        tx.query(
          `UPDATE hr_import SET result = result - 'standing' WHERE source = $1 AND result ? 'standing'`,
          [source],
        ),
      () => tx.query(`UPDATE hr_import SET result = result || '{"standing": true}' WHERE id = $1`, [id]),
    );
  }

  /**
   * A later delivery has come: what waited is not to be released any more.
   * @param moment what the later one describes; what describes a later moment still waits
   */
  async supersedeHeld(
    tx: Tx,
    source: string,
    except: string,
    { moment, at }: { moment: Date | null; at: Date },
  ): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `UPDATE hr_import SET state = 'cancelled', files_sealed = NULL, ended_at = $3,
         resolution_reason = 'A later delivery took its place.', resolved_at = $3
       WHERE source = $1 AND state = 'held' AND id <> $2 AND channel <> 'event'
         AND ($4::timestamptz IS NULL OR coalesce((result ->> 'moment')::timestamptz, started_at) <= $4) RETURNING id`,
      [source, except, at, moment],
    );
    return rows.map((row) => row.id);
  }

  async read(reader: Reader, id: string): Promise<StoredImport | null> {
    const [row] = await reader.query<StoredImport>(`SELECT ${columns} FROM hr_import WHERE id = $1`, [id]);
    return row ?? null;
  }

  async lockHeld(tx: Tx, id: string): Promise<(StoredImport & { sealed: Buffer | null }) | null> {
    const [row] = await tx.query<StoredImport & { sealed: Buffer | null }>(
      `SELECT ${columns}, files_sealed AS sealed FROM hr_import WHERE id = $1 FOR UPDATE`,
      [id],
    );
    return row ?? null;
  }

  async cancel(tx: Tx, id: string, by: string | null, reason: string, at: Date): Promise<void> {
    await tx.query(
      `UPDATE hr_import SET state = 'cancelled', files_sealed = NULL, resolved_by = $2, resolution_reason = $3, resolved_at = $4 WHERE id = $1`,
      [id, by, reason, at],
    );
  }

  /** Newest first. `after` is the last row's start and id. */
  async page(reader: Reader, after: { at: Date; id: string } | null, limit: number): Promise<StoredImport[]> {
    return reader.query<StoredImport>(
      `SELECT ${columns} FROM hr_import
       WHERE $1::timestamptz IS NULL OR (started_at, id) < ($1, $2::uuid) ORDER BY started_at DESC, id DESC LIMIT $3`,
      [after?.at ?? null, after?.id ?? null, limit],
    );
  }

  async asides(
    reader: Reader,
    id: string,
    after: { file: string; line: number } | null,
    limit: number,
  ): Promise<Aside[]> {
    return reader.query<Aside>(
      `SELECT file, line, reason, detail, column_name AS "column" FROM hr_quarantine
       WHERE import_id = $1 AND ($2::text IS NULL OR (file, line) > ($2, $3::int)) ORDER BY file, line LIMIT $4`,
      [id, after?.file ?? null, after?.line ?? null, limit],
    );
  }

  async differences(reader: Reader, id: string, after: number, limit: number): Promise<StoredDifference[]> {
    return reader.query<StoredDifference>(
      `SELECT number, person_id AS "personId", person_name AS "personName", kind, text, day, fields,
              leaves, lost, gained, hidden FROM hr_difference
       WHERE import_id = $1 AND number > $2 ORDER BY number LIMIT $3`,
      [id, after, limit],
    );
  }

  async writeDifferences(tx: Tx, id: string, differences: readonly StoredDifference[]): Promise<void> {
    await tx.query(
      `INSERT INTO hr_difference (import_id, number, person_id, person_name, kind, text, day, fields, leaves, lost, gained, hidden)
       SELECT $1, d.number, d."personId", d."personName", d.kind, d.text, d.day, d.fields, d.leaves,
              ARRAY(SELECT jsonb_array_elements_text(d.lost)::uuid), ARRAY(SELECT jsonb_array_elements_text(d.gained)::uuid), d.hidden
       FROM jsonb_to_recordset($2) AS d(number integer, "personId" uuid, "personName" text, kind text, text text, day date,
         fields jsonb, leaves jsonb, lost jsonb, gained jsonb, hidden boolean)`,
      [id, JSON.stringify(differences)],
    );
  }

  /**
   * Whether a delivery in a watched folder has been dealt with: these very files from this sub-folder, or by another
   * way; or, looking just like this, rejected since `since`. The same files in another sub-folder are a new delivery:
   * HR may have gone back to what it said before.
   */
  async isKnown(
    reader: Reader,
    source: string,
    found: { digest: Buffer | null; foundAs: string; since: Date },
  ): Promise<boolean> {
    const rows = await reader.query(
      `SELECT FROM hr_import WHERE source = $1 AND files_digest = $2 AND state IN ('applied', 'unchanged', 'held', 'cancelled')
         AND (found_as IS NULL OR split_part(found_as, E'\\n', 1) = split_part($3, E'\\n', 1))
       UNION ALL
       SELECT FROM hr_import WHERE source = $1 AND found_as = $3 AND state = 'rejected' AND started_at >= $4 LIMIT 1`,
      [source, found.digest, found.foundAs, found.since],
    );
    return rows.length > 0;
  }

  /** Whether another instance has dealt with the same finding since `since`. */
  async foundMeanwhile(
    tx: Tx,
    source: string,
    foundAs: string,
    except: string,
    since: Date,
  ): Promise<boolean> {
    const rows = await tx.query(
      `SELECT FROM hr_import WHERE source = $1 AND found_as = $2 AND id <> $3 AND state <> 'running' AND ended_at >= $4 LIMIT 1`,
      [source, foundAs, except, since],
    );
    return rows.length > 0;
  }

  /** When a delivery of the source, not an event, was last taken in or held; null when none ever was. */
  async lastUsed(reader: Reader, source: string): Promise<Date | null> {
    const [row] = await reader.query<{ at: Date | null }>(
      `SELECT max(started_at) AS at FROM hr_import
       WHERE source = $1 AND channel <> 'event' AND state IN ('applied', 'unchanged', 'held', 'cancelled')`,
      [source],
    );
    return row?.at ?? null;
  }

  async hasApplied(reader: Reader): Promise<boolean> {
    return (await reader.query(`SELECT FROM hr_import WHERE state = 'applied' LIMIT 1`)).length > 0;
  }
}
