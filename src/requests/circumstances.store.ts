import { Injectable } from '@nestjs/common';
import type { Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import type { RoleDefinition } from '../policy/catalogue/role-definition.js';
import type { Day } from '../policy/model/day.js';

export interface EarlierAccess {
  id: string;
  role: string;
  system: string;
  unitId: string;
  unitName: string;
  source: 'request' | 'birthright' | 'activation';
  from: Date;
  to: Date | null;
  nextReview: Day | null;
  endedAt: Date | null;
  endedReason: string | null;
  acrossProviders: boolean;
}

/** How much of what the person has had is shown; the rest is on their card. */
const most = 30;

/** SQL of what stands around a request: the role as it was and is, and what the person has and has had. */
@Injectable()
export class CircumstancesStore {
  /** The content of the role's versions by number; those that were never kept are left out. */
  async definitions(
    reader: Reader,
    roleId: string,
    versions: readonly number[],
  ): Promise<Map<number, RoleDefinition>> {
    const rows = await reader.query<{ version: number; content: RoleDefinition }>(
      `SELECT version, content FROM role_version WHERE role_id = $1 AND version = ANY($2)`,
      [roleId, versions],
    );
    return new Map(rows.map(({ version, content }) => [version, content]));
  }

  /** Names of entitlements, roles and prerequisites by id. */
  async names(reader: Reader, ids: readonly string[], language: Language): Promise<Map<string, string>> {
    const rows = await reader.query<{ id: string; name: string }>(
      `SELECT id, name FROM entitlement WHERE id = ANY($1)
       UNION ALL SELECT id, CASE $2 WHEN 'en' THEN name_en ELSE name_sv END FROM role WHERE id = ANY($1)
       UNION ALL SELECT id, CASE $2 WHEN 'en' THEN name_en ELSE name_sv END FROM prerequisite WHERE id = ANY($1)`,
      [ids, language],
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  /** What the person has and has had within the care provider of the request, what lives first, then the latest. */
  async earlier(reader: Reader, requestId: string, language: Language): Promise<EarlierAccess[]> {
    return reader.query<EarlierAccess>(
      `SELECT g.id, CASE $2 WHEN 'en' THEN r.name_en ELSE r.name_sv END AS role, s.name AS system, u.id AS "unitId",
              u.name AS "unitName", g.source, g.valid_from AS "from", g.valid_to AS "to", g.next_review AS "nextReview",
              g.ended_at AS "endedAt", g.ended_reason AS "endedReason", g.across_providers AS "acrossProviders"
       FROM access_request q JOIN unit qu ON qu.id = q.unit_id JOIN access_grant g ON g.person_id = q.person_id
       JOIN role r ON r.id = g.role_id JOIN information_system s ON s.id = r.system_id
       JOIN unit u ON u.id = g.unit_id AND u.care_provider_id = qu.care_provider_id
       WHERE q.id = $1 ORDER BY g.ended_at DESC NULLS FIRST, g.valid_from DESC, g.id LIMIT ${String(most)}`,
      [requestId, language],
    );
  }
}
