import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { Clock, dayOf } from '../platform/clock.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import { Database, type Tx } from '../platform/database.js';
import { Jobs } from '../platform/jobs.js';
import { Refused } from '../platform/refused.js';
import { may } from '../policy/authority/authority.js';
import { decideSystem } from '../policy/catalogue/system-content.js';
import type { PersonActor } from '../policy/model/actor.js';
import { addMonths } from '../policy/model/day.js';
import { FindSystem } from './find-system.js';
import { MaterialiseRoles } from './materialise-roles.js';
import { systemReviewQueue } from './system-review.queue.js';
import { SystemVersionsStore, type StoredSystemVersion } from './system-versions.store.js';
import { SystemsStore, type RegisteredSystem } from './systems.store.js';

export interface SystemDecisionInput {
  /** The version that the decider has seen: the classified one, or the proposed one. */
  version: number;
  decision: 'approve' | 'reject' | 'withdraw';
  reason: string;
}

/** The information owner's word on a classified system, or on a new version of one in use (H11.2.3, H17.1.3). */
@Injectable()
export class DecideSystem {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly find: FindSystem,
    private readonly store: SystemsStore,
    private readonly versions: SystemVersionsStore,
    private readonly materialise: MaterialiseRoles,
    private readonly jobs: Jobs,
    private readonly audit: RecordEntries,
    @Inject(configToken) private readonly config: Pick<Config, 'catalogue'>,
  ) {}

  /** @throws Refused not-found, not-allowed, own-version, version-changed, wrong-state, insufficient-assurance */
  async run(actor: PersonActor, systemId: string, input: SystemDecisionInput): Promise<void> {
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const { system, grounds } = await this.find.lock(tx, actor.personId, systemId, now);
      const withdrawal = input.decision === 'withdraw';
      const barred = may(withdrawal ? 'system.write' : 'system.approve', grounds, 'system');
      if (barred) throw new Refused(barred);
      const versions = await this.versions.of(tx, systemId);
      const proposed = versions.find(({ state }) => state === 'proposed');
      if (!proposed && system.state !== 'classified')
        throw Refused.because('wrong-state', `Nothing about ${system.content.name} waits for a decision.`);
      const waiting = proposed?.version ?? system.version;
      if (waiting !== input.version)
        throw Refused.because('version-changed', `What waits is version ${String(waiting)}.`);
      const refusal = withdrawal
        ? null
        : decideSystem({
            systemName: system.content.name,
            personId: actor.personId,
            grounds,
            level: actor.level,
            writtenBy: proposed ? proposed.orderedBy : system.writtenBy,
          });
      if (refusal) throw new Refused(refusal);

      if (proposed) await this.#settleProposed(tx, actor, system, proposed, input, now);
      else await this.#settleClassified(tx, actor, system, input, now);
      const done = { approve: 'approved', reject: 'rejected', withdraw: 'withdrawn' }[input.decision];
      await this.audit.run(tx, actor, [
        {
          action: proposed ? `system.version-${done}` : `system.${done}`,
          objectKind: 'system',
          objectId: systemId,
          reason: input.reason,
          detail: { version: waiting },
        },
      ]);
    });
  }

  async #settleClassified(
    tx: Tx,
    actor: PersonActor,
    system: RegisteredSystem,
    { decision }: SystemDecisionInput,
    now: Date,
  ): Promise<void> {
    await this.store.setState(tx, system.id, decision === 'approve' ? 'approved' : 'draft');
    if (decision === 'approve') await this.#approved(tx, actor, system.id, now);
  }

  async #settleProposed(
    tx: Tx,
    actor: PersonActor,
    system: RegisteredSystem,
    proposed: StoredSystemVersion,
    { decision, reason }: SystemDecisionInput,
    now: Date,
  ): Promise<void> {
    const state = { approve: 'in-force', reject: 'rejected', withdraw: 'withdrawn' } as const;
    const { personId: by } = actor;
    await this.versions.decide(tx, system.id, { state: state[decision], by, at: now, reason });
    if (decision !== 'approve') return;
    await this.store.write(tx, system.id, proposed.content, proposed.version, null);
    await this.#approved(tx, actor, system.id, now);
    if (proposed.content.minimumLevel !== system.content.minimumLevel)
      await this.materialise.ofSystem(tx, system.id);
    if (proposed.review)
      await this.jobs.send(tx, systemReviewQueue, { systemId: system.id, version: proposed.version });
  }

  async #approved(tx: Tx, actor: PersonActor, systemId: string, now: Date): Promise<void> {
    const reviewOn = addMonths(dayOf(now), this.config.catalogue.reviewMonths);
    await this.store.approve(tx, systemId, actor.personId, now, reviewOn);
  }
}
