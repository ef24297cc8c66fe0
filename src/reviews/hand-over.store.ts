import { Injectable } from '@nestjs/common';
import type { Day } from '../policy/model/day.js';
import type { LeavePolicy } from '../policy/lifecycle/rest-for-leave.js';
import type { ReviewerFacts } from '../policy/review/choose-reviewer.js';
import type { Tx } from '../platform/database.js';
import { atWork, leaders, led } from './reviews.store.js';

export interface ItemToHandOver extends ReviewerFacts {
  itemId: string;
  campaignId: string;
  reviewerId: string | null;
}

const unsigned = `
  FROM campaign c JOIN review_item i ON i.campaign_id = c.id JOIN access_grant g ON g.id = i.grant_id
  JOIN employment e ON e.id = g.employment_id ${led}
  WHERE c.state = 'open' AND g.ended_at IS NULL`;

const found = (day: string, leave: string): string => `
  i.id AS "itemId", i.campaign_id AS "campaignId", i.reviewer_id AS "reviewerId", e.id AS "employmentId",
  i.person_id AS "personId", ${leaders(day, leave)}`;

/** SQL of items that change hands. */
@Injectable()
export class HandOverStore {
  /**
   * Unsigned items of open campaigns whose reviewer is at work by no employment, or who have none.
   * @param reviewers only theirs; without it everybody's
   */
  async lockStranded(
    tx: Tx,
    today: Day,
    leave: LeavePolicy,
    reviewers: readonly string[] | null,
  ): Promise<ItemToHandOver[]> {
    return tx.query<ItemToHandOver>(
      `SELECT ${found('$1', '$2')} ${unsigned} AND i.state IN ('open', 'decided')
         AND ($3::uuid[] IS NULL OR i.reviewer_id = ANY($3))
         AND NOT EXISTS (SELECT FROM employment w WHERE w.person_id = i.reviewer_id AND ${atWork('w', '$1', '$2')})
       ORDER BY i.id FOR NO KEY UPDATE OF i`,
      [today, JSON.stringify(leave), reviewers],
    );
  }

  /** Items of open campaigns about these employments that nobody has answered yet. */
  async lockUnanswered(
    tx: Tx,
    today: Day,
    leave: LeavePolicy,
    employments: readonly string[],
  ): Promise<ItemToHandOver[]> {
    return tx.query<ItemToHandOver>(
      `SELECT ${found('$1', '$2')} ${unsigned} AND i.state = 'open' AND g.employment_id = ANY($3)
       ORDER BY i.id FOR NO KEY UPDATE OF i`,
      [today, JSON.stringify(leave), employments],
    );
  }

  /** Answers already given stay, so that no decided removal is lost; the new reviewer may change them and signs. */
  async handOver(tx: Tx, moves: readonly { itemId: string; to: string | null }[]): Promise<void> {
    await tx.query(
      `UPDATE review_item i SET reviewer_id = d.to_id FROM unnest($1::uuid[], $2::uuid[]) AS d(id, to_id) WHERE i.id = d.id`,
      [moves.map((m) => m.itemId), moves.map((m) => m.to)],
    );
  }
}
