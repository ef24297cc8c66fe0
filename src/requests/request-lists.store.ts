import { Injectable } from '@nestjs/common';
import type { Reader } from '../platform/database.js';
import type { Day } from '../policy/model/day.js';
import { columns, joined, type StoredRequest } from './requests.store.js';

/** Which requests a list shows, from the caller's point of view. */
export interface RequestsFilter {
  view: 'to-decide' | 'sent' | 'about-me';
  state: 'pending' | 'decided' | undefined;
  personId: string;
  today: Day;
  roleId?: string | undefined;
}

/** SQL of a person's own lists of requests. */
@Injectable()
export class RequestListsStore {
  /** Newest first, after the cursor's (number). */
  async list(
    reader: Reader,
    filter: RequestsFilter,
    after: number | null,
    limit: number,
  ): Promise<StoredRequest[]> {
    return reader.query<StoredRequest>(
      `SELECT ${columns} FROM ${joined} WHERE ${mine(filter)} AND ($5::bigint IS NULL OR q.number < $5)
       ORDER BY q.number DESC LIMIT $6`,
      [filter.personId, stated(filter), filter.today, filter.roleId ?? null, after, limit],
    );
  }

  async count(reader: Reader, filter: RequestsFilter): Promise<number> {
    const rows = await reader.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM access_request q WHERE ${mine(filter)}`,
      [filter.personId, stated(filter), filter.today, filter.roleId ?? null],
    );
    return rows[0]?.count ?? 0;
  }
}

function mine({ view, state }: RequestsFilter): string {
  const waiting = `q.id IN (SELECT o.request_id FROM open_seats($1, $3::date) o)`;
  const answered = `EXISTS (SELECT FROM request_approver o WHERE o.request_id = q.id AND o.person_id = $1 AND o.outcome IS NOT NULL)`;
  const mineToDecide = { pending: waiting, decided: answered };
  const whose = {
    'to-decide': state ? mineToDecide[state] : `(${waiting} OR ${answered})`,
    sent: `q.requested_by = $1`,
    'about-me': `q.person_id = $1`,
  }[view];
  return `${whose} AND q.state = ANY($2) AND $3::date IS NOT NULL AND ($4::uuid IS NULL OR q.role_id = $4)`;
}

/** What one has decided may still wait for others; what one has sent has been decided when all have. */
function stated({ view, state }: RequestsFilter): string[] {
  const decided = ['approved', 'refused', 'withdrawn', 'closed'];
  if (state === undefined || (view === 'to-decide' && state === 'decided')) return ['pending', ...decided];
  return state === 'pending' ? ['pending'] : decided;
}
