import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '../../platform/database.js';
import type { KnownDeviceFacts } from '../../policy/assurance/known-device.js';
import type { Day } from '../../policy/model/day.js';
import { isAdministrator } from '../sign-in.store.js';
import { allowedDays, identityStands } from '../session-conditions.store.js';

export interface StoredDevice {
  id: string;
  personId: string;
  digest: Buffer;
  rotatedAt: Date;
  device: string | null;
  address: string | null;
  rememberedAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
  identityStands: boolean;
}

export interface NewDevice {
  personId: string;
  digest: Buffer;
  credentialId: string | null;
  device: string | null;
  address: string | null;
  rememberedAt: Date;
  expiresAt: Date;
  /** When the cookie was set. */
  at: Date;
}

/** Which of the known devices; those of persons, or one of a person's. */
export type WhichDevices = { personIds: readonly string[] } | { personId: string; id: string };

const columns = `d.id, d.person_id AS "personId", d.digest, d.rotated_at AS "rotatedAt", d.device, d.address,
  d.remembered_at AS "rememberedAt", d.expires_at AS "expiresAt", d.last_used_at AS "lastUsedAt",
  ${identityStands('d.person_id', 'd.credential_id')} AS "identityStands"`;

/** Browsers that are known for some days. */
@Injectable()
export class DevicesStore {
  async facts(
    reader: Reader,
    personId: string,
    at: { now: Date; today: Day; exceptionClass: number },
  ): Promise<KnownDeviceFacts> {
    const [row] = await reader.query<KnownDeviceFacts>(
      `SELECT ${allowedDays('$1::uuid', '$2::timestamptz', '$3::date', '$4::int')} AS days,
              ${isAdministrator('$1::uuid', '$2::timestamptz')} AS "isAdministrator"`,
      [personId, at.now, at.today, at.exceptionClass],
    );
    return row ?? { days: null, isAdministrator: true };
  }

  async add(tx: Tx, device: NewDevice): Promise<string> {
    const [row] = await tx.query<{ id: string }>(
      `INSERT INTO known_device (person_id, digest, rotated_at, credential_id, device, address, remembered_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
      [
        device.personId,
        device.digest,
        device.at,
        device.credentialId,
        device.device,
        device.address,
        device.rememberedAt,
        device.expiresAt,
      ],
    );
    return row?.id ?? '';
  }

  /** By its cookie, also by the one before; locked until the transaction ends. */
  async lock(tx: Tx, digest: Buffer): Promise<StoredDevice | null> {
    const [row] = await tx.query<StoredDevice>(
      `SELECT ${columns} FROM known_device d WHERE d.digest = $1 OR d.previous_digest = $1 FOR UPDATE OF d`,
      [digest],
    );
    return row ?? null;
  }

  async find(reader: Reader, digest: Buffer): Promise<StoredDevice | null> {
    const [row] = await reader.query<StoredDevice>(
      `SELECT ${columns} FROM known_device d WHERE d.digest = $1`,
      [digest],
    );
    return row ?? null;
  }

  /** Newest first; a person has few. */
  async ofPerson(reader: Reader, personId: string, now: Date): Promise<StoredDevice[]> {
    return reader.query<StoredDevice>(
      `SELECT ${columns} FROM known_device d WHERE d.person_id = $1 AND d.expires_at > $2
       ORDER BY d.remembered_at DESC, d.id LIMIT 100`,
      [personId, now],
    );
  }

  async used(tx: Tx, id: string, next: Buffer, at: Date): Promise<void> {
    await tx.query(
      `UPDATE known_device SET previous_digest = digest, digest = $2, rotated_at = $3, last_used_at = $3 WHERE id = $1`,
      [id, next, at],
    );
  }

  /** Forgets them and ends the sessions that they began. */
  async forget(tx: Tx, which: WhichDevices): Promise<{ id: string; personId: string; sessions: number }[]> {
    const [personIds, id] = 'id' in which ? [[which.personId], which.id] : [which.personIds, null];
    return tx.query(
      `WITH gone AS (
         DELETE FROM known_device WHERE person_id = ANY($1::uuid[]) AND ($2::uuid IS NULL OR id = $2)
         RETURNING id, person_id),
       ended AS (
         DELETE FROM session s USING gone
         WHERE s.kind = 'known-device' AND s.person_id = gone.person_id AND s.credential_id = gone.id::text
         RETURNING s.credential_id)
       SELECT id, person_id AS "personId",
              (SELECT count(*)::int FROM ended WHERE credential_id = gone.id::text) AS sessions
       FROM gone ORDER BY person_id, id`,
      [personIds, id],
    );
  }

  async deleteOld(tx: Tx, now: Date): Promise<void> {
    await tx.query(`DELETE FROM known_device WHERE expires_at <= $1`, [now]);
  }
}
