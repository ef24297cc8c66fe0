import type { MigrationInterface, QueryRunner } from 'typeorm';

const openSeats = (delegation: string): string => `
  CREATE OR REPLACE FUNCTION open_seats(decider uuid, day date) RETURNS TABLE (request_id uuid, "position" integer, seat uuid)
  LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT a.request_id, a.position, a.person_id
    FROM request_approver a JOIN request_stage s ON s.request_id = a.request_id AND s.position = a.position AND s.state = 'open'
    JOIN access_request q ON q.id = a.request_id AND q.state = 'pending'
    WHERE a.person_id = decider AND a.outcome IS NULL
    UNION ALL
    SELECT a.request_id, a.position, a.person_id
    FROM approval_delegation d
    JOIN request_approver a ON a.person_id = d.delegator_id AND a.outcome IS NULL
    JOIN request_stage s ON s.request_id = a.request_id AND s.position = a.position AND s.state = 'open'
    JOIN access_request q ON q.id = a.request_id AND q.state = 'pending'
    JOIN role r ON r.id = q.role_id
    WHERE d.delegate_id = decider AND d.ended_at IS NULL AND day BETWEEN d.valid_from AND d.valid_to ${delegation}
      AND (d.system_id IS NULL OR d.system_id = r.system_id) AND (d.role_id IS NULL OR d.role_id = q.role_id)
      AND decider NOT IN (q.requested_by, q.person_id)
      AND NOT EXISTS (SELECT FROM request_approver o WHERE o.request_id = a.request_id AND o.person_id = decider) $$`;

/** A delegation says whether it is for requests, for reviews or for both. */
export class LentReviews1760000003200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE approval_delegation
        ADD COLUMN of_requests boolean NOT NULL DEFAULT true,
        ADD COLUMN of_reviews boolean NOT NULL DEFAULT false,
        ADD CONSTRAINT approval_delegation_covers_check CHECK (of_requests OR of_reviews)`);
    await runner.query(openSeats('AND d.of_requests'));
    // What somebody reviews on a day: one's own items, and those that a delegation reaches, never about oneself and never
    // by a delegate's delegate.
    await runner.query(`
      CREATE FUNCTION reviews_of(reviewer uuid, day date) RETURNS SETOF review_item
      LANGUAGE sql STABLE PARALLEL SAFE AS $$
        SELECT i.* FROM review_item i WHERE i.reviewer_id = reviewer
        UNION ALL
        SELECT i.* FROM review_item i
        WHERE i.reviewer_id = ANY (ARRAY(SELECT d.delegator_id FROM approval_delegation d WHERE d.delegate_id = reviewer
                AND d.of_reviews AND d.ended_at IS NULL AND day BETWEEN d.valid_from AND d.valid_to))
          AND i.reviewer_id <> reviewer AND i.person_id <> reviewer
          AND EXISTS (SELECT FROM approval_delegation d JOIN access_grant g ON g.id = i.grant_id JOIN role r ON r.id = g.role_id
                WHERE d.delegator_id = i.reviewer_id AND d.delegate_id = reviewer
                  AND d.of_reviews AND d.ended_at IS NULL AND day BETWEEN d.valid_from AND d.valid_to
                  AND (d.system_id IS NULL OR d.system_id = r.system_id) AND (d.role_id IS NULL OR d.role_id = r.id)) $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION reviews_of(uuid, date)`);
    await runner.query(openSeats(''));
    await runner.query(`
      DELETE FROM approval_delegation WHERE NOT of_requests;
      ALTER TABLE approval_delegation DROP COLUMN of_requests, DROP COLUMN of_reviews`);
  }
}
