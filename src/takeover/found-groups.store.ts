import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../platform/database.js';

/** A group as a reading of the directory found it. */
export interface GroupFound {
  key: string;
  name: string;
  members: number;
  /** A few of its accounts' names, so that people know which group it is. */
  sample: string[];
}

export interface FoundGroupRow {
  id: string;
  name: string;
  members: number;
  sample: string[];
  firstSeen: Date;
  exemptReason: string | null;
  exemptBy: string | null;
  exemptAt: Date | null;
}

export interface ReadingRow {
  readAt: Date;
  readBy: string | null;
  groups: number;
  memberships: number;
}

export type GroupView = 'unmanaged' | 'exempt';

const target = 'directory';

/** By the key of a name, which entitlements are spelled by: the twin of groupKey in policy. */
const keyOf = (column: string): string =>
  `lower(normalize(btrim(regexp_replace(${column}, ' +', ' ', 'g')), NFC))`;

const governed = `EXISTS (SELECT FROM entitlement e WHERE e.target = f.target AND ${keyOf('e.external_name')} = f.key)`;

/** What the latest reading of the directory found, and what was said about it. */
@Injectable()
export class FoundGroupsStore {
  async lock(tx: Tx): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('grindvakt:takeover', 0))`);
  }

  /** Replaces what was found before; what was said about a group stays for as long as it is there. */
  async write(tx: Tx, groups: readonly GroupFound[], reading: ReadingRow): Promise<void> {
    await tx.query(
      `INSERT INTO found_group (target, key, name, members, sample, first_seen, last_seen)
       SELECT $1, g.key, g.name, g.members, ARRAY(SELECT jsonb_array_elements_text(g.sample)), $3, $3
       FROM jsonb_to_recordset($2::jsonb) AS g(key text, name text, members integer, sample jsonb)
       ON CONFLICT (target, key) DO UPDATE SET name = excluded.name, members = excluded.members,
         sample = excluded.sample, last_seen = excluded.last_seen`,
      [target, JSON.stringify(groups), reading.readAt],
    );
    await tx.query(`DELETE FROM found_group WHERE target = $1 AND last_seen < $2`, [target, reading.readAt]);
    await tx.query(
      `INSERT INTO directory_reading (target, read_at, read_by, groups, memberships) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (target) DO UPDATE SET read_at = excluded.read_at, read_by = excluded.read_by,
         groups = excluded.groups, memberships = excluded.memberships`,
      [target, reading.readAt, reading.readBy, reading.groups, reading.memberships],
    );
  }

  async reading(reader: Reader): Promise<ReadingRow | null> {
    const rows = await reader.query<ReadingRow>(
      `SELECT read_at AS "readAt", read_by AS "readBy", groups, memberships FROM directory_reading WHERE target = $1`,
      [target],
    );
    return rows[0] ?? null;
  }

  async counts(reader: Reader): Promise<Record<GroupView, number>> {
    const [row] = await reader.query<Record<GroupView, number>>(
      `SELECT count(*) FILTER (WHERE exempt_at IS NULL)::integer AS unmanaged,
              count(*) FILTER (WHERE exempt_at IS NOT NULL)::integer AS exempt
       FROM found_group f WHERE target = $1 AND NOT ${governed}`,
      [target],
    );
    return row ?? { unmanaged: 0, exempt: 0 };
  }

  /** The largest first. */
  async page(
    reader: Reader,
    view: GroupView,
    after: readonly (string | number)[] | null,
    limit: number,
  ): Promise<FoundGroupRow[]> {
    return reader.query<FoundGroupRow>(
      `SELECT ${columns} FROM found_group f
       WHERE target = $1 AND (exempt_at IS NOT NULL) = $2 AND NOT ${governed}
         AND ($3::bigint IS NULL OR (-members, id) > (-$3, $4::uuid))
       ORDER BY -members, id LIMIT $5`,
      [target, view === 'exempt', after?.[0] ?? null, after?.[1] ?? null, limit],
    );
  }

  async lockOne(tx: Tx, id: string): Promise<(FoundGroupRow & { key: string; governed: boolean }) | null> {
    const rows = await tx.query<FoundGroupRow & { key: string; governed: boolean }>(
      `SELECT ${columns}, key, ${governed} AS governed FROM found_group f WHERE id = $1 FOR UPDATE OF f`,
      [id],
    );
    return rows[0] ?? null;
  }

  /** @param exemption null takes it back: the group is unmanaged again */
  async exempt(
    tx: Tx,
    id: string,
    exemption: { reason: string; by: string; at: Date } | null,
  ): Promise<void> {
    await tx.query(
      `UPDATE found_group SET exempt_reason = $2, exempt_by = $3, exempt_at = $4 WHERE id = $1`,
      [id, exemption?.reason ?? null, exemption?.by ?? null, exemption?.at ?? null],
    );
  }

  async systems(
    reader: Reader,
    personId: string,
    all: boolean,
  ): Promise<{ id: string; key: string; name: string; isOwner: boolean }[]> {
    return reader.query(
      `SELECT id, key, name, system_owner_id = $1 AS "isOwner" FROM information_system
       WHERE state <> 'retired' AND ($2 OR system_owner_id = $1) ORDER BY name COLLATE "sv-SE-x-icu", id`,
      [personId, all],
    );
  }

  async ownsAnySystem(reader: Reader, personId: string): Promise<boolean> {
    const rows = await reader.query(`SELECT FROM information_system WHERE system_owner_id = $1 LIMIT 1`, [
      personId,
    ]);
    return rows.length > 0;
  }
}

const columns = `f.id, f.name, f.members, f.sample, f.first_seen AS "firstSeen", f.exempt_reason AS "exemptReason",
  f.exempt_by AS "exemptBy", f.exempt_at AS "exemptAt"`;
