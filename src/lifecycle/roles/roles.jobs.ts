import { Injectable } from '@nestjs/common';
import { followRolesQueue } from '../../catalogue/follow-roles.queue.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database.js';
import { Jobs } from '../../platform/jobs.js';
import type { Actor } from '../../policy/model/actor.js';
import { FollowFacts } from '../following/follow-facts.js';
import { RoleHoldersStore } from './role-holders.store.js';

const by: Actor = { kind: 'system', name: 'roles', channel: 'schedule' };

/** After roles have come to demand other prerequisites: their grants rest or work again. */
@Injectable()
export class RolesJobs {
  constructor(
    private readonly jobs: Jobs,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly holders: RoleHoldersStore,
    private readonly follow: FollowFacts,
  ) {}

  async start(): Promise<void> {
    await this.jobs.work(followRolesQueue, {}, async (tasks) => {
      for (const { data } of tasks) await this.run(data.roleIds);
    });
  }

  async run(roleIds: readonly string[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.follow.run(
        tx,
        by,
        (after, limit) => this.holders.holdersAfter(tx, roleIds, after, limit),
        this.clock.now(),
      );
    });
  }
}
