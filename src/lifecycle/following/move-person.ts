import { Inject, Injectable } from '@nestjs/common';
import { HandOverSystems } from '../../catalogue/hand-over-systems.js';
import { CarryGrants, type CarriedGrant } from '../../grants/carry-grants.js';
import { HandOverNotices } from '../../notices/hand-over-notices.js';
import { TellPeople } from '../../notices/tell-people.js';
import { dayOf } from '../../platform/clock.js';
import { configToken } from '../../platform/config-token.js';
import type { Config } from '../../platform/config.js';
import type { Tx } from '../../platform/database.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { CloseRequests } from '../../requests/close-requests.js';
import { MoveRequests } from '../../requests/move-requests.js';
import { EndSessions } from '../../sign-in/end-sessions.js';
import { RetireCredentials } from '../../sign-in/retire-credentials.js';
import { FollowFacts } from './follow-facts.js';
import { HrPersonsStore, type Precedence } from '../intake/hr-persons.store.js';
import { ManagersStore } from '../organisation/managers.store.js';
import { JoinPrerequisites } from '../prerequisites/join-prerequisites.js';
import { MergeFollowsStore } from '../correlation/merge-follows.store.js';
import { MergesStore, type Followed } from '../correlation/merges.store.js';
import { precedenceOf } from '../intake/write-facts.js';

/** What became of access when employments went from one person to another. */
export interface Moved {
  readonly carried: number;
  /** Grants that could not go along: their analysis does not live any more. */
  readonly lapsed: number;
}

/** What a merge and its undoing have in common, in the caller's transaction and with both persons locked. */
@Injectable()
export class MovePerson {
  readonly #precedence: Precedence;

  constructor(
    @Inject(configToken) config: Config,
    private readonly store: MergesStore,
    private readonly persons: HrPersonsStore,
    private readonly managers: ManagersStore,
    private readonly carry: CarryGrants,
    private readonly follow: FollowFacts,
    private readonly endSessions: EndSessions,
    private readonly retire: RetireCredentials,
    private readonly closeRequests: CloseRequests,
    private readonly moveRequests: MoveRequests,
    private readonly systems: HandOverSystems,
    private readonly notices: HandOverNotices,
    private readonly follows: MergeFollowsStore,
    private readonly prerequisites: JoinPrerequisites,
    private readonly tell: TellPeople,
  ) {
    this.#precedence = precedenceOf(config);
  }

  /** The merged person goes into the survivor. @returns the merge */
  async into(
    tx: Tx,
    actor: PersonActor,
    { survivorId, mergedId, reason }: { survivorId: string; mergedId: string; reason: string },
    now: Date,
  ): Promise<Moved & { id: string }> {
    const employments = await this.store.employmentsOf(tx, mergedId);
    await this.endSessions.run(tx, actor, [survivorId, mergedId], 'merged');
    // A key that went along would let in whoever holds it, should the two turn out to be two after all.
    await this.retire.all(tx, actor, [mergedId], 'merged');
    const taken = await this.carry.take(tx, actor, mergedId, employments, 'merged', now);
    const moved = await this.store.moveAll(tx, mergedId, survivorId);
    // Before the requests: one for more time is about the grant that has come along.
    const given = await this.carry.give(tx, actor, survivorId, taken, now);
    const owned = await this.systems.run(tx, mergedId, survivorId);
    const requests = await this.moveRequests.run(tx, actor, { from: mergedId, to: survivorId }, null, now);
    const followed = {
      requests,
      ...(await this.follows.carry(tx, mergedId, survivorId)),
      notices: await this.notices.run(tx, mergedId, survivorId),
    };
    const id = await this.store.close(
      tx,
      { survivorId, mergedId, by: actor.personId, at: now, reason },
      { ...moved, informationOwned: [...owned.information], systemOwned: [...owned.system], followed },
    );
    // First those on the employments, which are not the merged person's any more; then what they asked for or decide on.
    await this.closeRequests.forEmployments(tx, actor, employments, 'merged', requests);
    await this.closeRequests.run(tx, actor, [mergedId], 'merged');
    await this.persons.recompute(tx, [survivorId], now, this.#precedence);
    return { id, ...(await this.#settle(tx, actor, survivorId, mergedId, employments, given, now)) };
  }

  /** What was moved goes back, and what has come by the same records since goes with it. */
  async back(
    tx: Tx,
    actor: PersonActor,
    merge: {
      id: string;
      survivorId: string;
      mergedId: string;
      mergedAt: Date;
      information: readonly string[];
      system: readonly string[];
      followed: Followed;
    },
    now: Date,
  ): Promise<Moved> {
    const { id, survivorId, mergedId } = merge;
    const employments = await this.store.employmentsOfMerge(tx, id);
    await this.endSessions.run(tx, actor, [survivorId, mergedId], 'unmerged');
    await this.carry.part(tx, actor, survivorId, { going: employments, since: merge.mergedAt }, now);
    const taken = await this.carry.take(tx, actor, survivorId, employments, 'unmerged', now);
    await this.store.moveBack(tx, id, employments);
    const given = await this.carry.give(tx, actor, mergedId, taken, now);
    const { requests = [] } = merge.followed; // none were kept before
    const back = { ids: requests, employments };
    const moved = await this.moveRequests.run(tx, actor, { from: survivorId, to: mergedId }, back, now);
    await this.closeRequests.forEmployments(tx, actor, employments, 'unmerged', moved);
    await this.systems.run(tx, survivorId, mergedId, merge);
    await this.follows.giveBack(tx, survivorId, mergedId, merge.followed);
    await this.notices.run(tx, survivorId, mergedId, merge.followed.notices);
    await this.persons.recompute(tx, [survivorId, mergedId], now, this.#precedence);
    await this.store.giveNumberBack(tx, id);
    await this.persons.recomputeHsaIds(tx, [survivorId, mergedId]);
    return this.#settle(tx, actor, mergedId, survivorId, employments, given, now);
  }

  async #settle(
    tx: Tx,
    actor: PersonActor,
    toId: string,
    fromId: string,
    employments: readonly string[],
    { carried, lapsed }: { carried: number; lapsed: readonly CarriedGrant[] },
    now: Date,
  ): Promise<Moved> {
    const all = [
      ...employments,
      ...(await this.store.employmentsOf(tx, fromId)),
      ...(await this.store.employmentsOf(tx, toId)),
    ];
    // Nobody leads themselves: whoever was led by their own other half gets the next manager up.
    await this.managers.settle(tx, dayOf(now), [...new Set(all)], [...employments]);
    // Only those who are persons of their own: a stub's standing stays as it was.
    await this.prerequisites.run(tx, await this.store.notMerged(tx, [toId, fromId]));
    await this.follow.run(tx, actor, [toId, fromId], now);
    const managers = await this.store.managersOf(
      tx,
      lapsed.map((grant) => grant.employmentId),
    );
    await this.tell.run(
      tx,
      lapsed.flatMap((grant) => {
        const to = managers.get(grant.employmentId);
        return to === undefined
          ? []
          : [
              {
                to,
                kind: 'merge-lost-access' as const,
                about: toId,
                objectKind: 'person',
                objectId: toId,
                dedupe: `merge ${grant.id}`,
              },
            ];
      }),
    );
    return { carried, lapsed: lapsed.length };
  }
}
