import { Injectable } from '@nestjs/common';
import type { Day } from '../../policy/model/day.js';
import { externalKinds } from '../../policy/model/people.js';
import type { Tx } from '../../platform/database.js';

/** What there may be to do about persons beside their access; false where there is nothing. */
export interface WhatFollows {
  /** One of them owns something, or is named to take something over. */
  readonly duties: boolean;
  /** One of them is an external person, or answers for one. */
  readonly externals: boolean;
  /** One of them ends in the window, has a checklist, or answers for one that is open. */
  readonly checklists: boolean;
  /** One of them is marked as outside their shifts. */
  readonly offShift: boolean;
}

/** The days between which an employment's end asks for a checklist. */
export interface EndingWindow {
  readonly from: Day;
  readonly to: Day;
}

/**
 * Asks once what the settling of leavers, externals, checklists and shifts would find to look at: for most persons
 * nothing, and then none of them is asked. What is to be done stays theirs to say.
 */
@Injectable()
export class WhatFollowsStore {
  async of(tx: Tx, personIds: readonly string[], { from, to }: EndingWindow): Promise<WhatFollows> {
    const [row] = await tx.query<WhatFollows>(
      `SELECT EXISTS (SELECT FROM information_system s WHERE s.information_owner_id = ANY($1) OR s.system_owner_id = ANY($1))
           OR EXISTS (SELECT FROM api_client c WHERE c.owner_id = ANY($1) AND c.disabled_at IS NULL)
           OR EXISTS (SELECT FROM duty d WHERE d.successor_id = ANY($1) AND d.state IN ('coming', 'vacant')) AS duties,
         EXISTS (SELECT FROM employment e WHERE e.person_id = ANY($1)
                 AND (e.kind = ANY($4) OR EXISTS (SELECT FROM external_engagement x WHERE x.employment_id = e.id)))
           OR EXISTS (SELECT FROM external_engagement x WHERE x.sponsor_id = ANY($1) AND x.state <> 'over')
           OR EXISTS (SELECT FROM external_engagement x WHERE x.acting_id = ANY($1)) AS externals,
         EXISTS (SELECT FROM employment e WHERE e.person_id = ANY($1)
                 AND (e.end_date BETWEEN $2 AND $3 OR (e.terminated_at AT TIME ZONE 'Europe/Stockholm')::date BETWEEN $2 AND $3
                   OR EXISTS (SELECT FROM leaver_checklist l WHERE l.employment_id = e.id)))
           OR EXISTS (SELECT FROM leaver_checklist l WHERE l.manager_id = ANY($1) AND l.state = 'open') AS checklists,
         EXISTS (SELECT FROM off_shift o JOIN employment e ON e.id = o.employment_id WHERE e.person_id = ANY($1)) AS "offShift"`,
      [personIds, from, to, externalKinds],
    );
    return row ?? { duties: true, externals: true, checklists: true, offShift: true };
  }
}
