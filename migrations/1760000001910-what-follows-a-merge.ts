import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What went along with a merged person beside records and employments, so that it can go back. */
export class WhatFollowsAMerge1760000001910 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE person_merge ADD COLUMN followed jsonb NOT NULL DEFAULT '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE person_merge DROP COLUMN followed`);
  }
}
