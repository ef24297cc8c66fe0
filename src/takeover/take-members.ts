import { Inject, Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { ApplyChanges } from '../grants/apply-changes.js';
import { dayOf } from '../platform/clock.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import type { Tx } from '../platform/database.js';
import type { PersonActor } from '../policy/model/actor.js';
import { classifyMember } from '../policy/takeover/classify-member.js';
import { groupKey } from '../policy/takeover/group-key.js';
import { addDays } from '../policy/model/day.js';
import { FoundGroupsStore } from './found-groups.store.js';
import { MembershipsStore, type Membership } from './memberships.store.js';
import type { DirectoryReading } from './read-directory.js';

/** What a reading came to. */
export interface Taken {
  readonly groups: number;
  readonly memberships: number;
  /** Memberships that are kept from now on until they are assessed. */
  readonly kept: number;
  /** Accounts that were there before and now are their persons'. */
  readonly adopted: number;
  readonly strays: number;
}

/**
 * Settles what a reading of the directory found with what is known, in the caller's transaction: the groups are
 * noted, memberships from before Grindvakt are kept until somebody assesses them, and what belongs to nobody is listed.
 */
@Injectable()
export class TakeMembers {
  constructor(
    private readonly groups: FoundGroupsStore,
    private readonly store: MembershipsStore,
    private readonly apply: ApplyChanges,
    private readonly audit: RecordEntries,
    @Inject(configToken) private readonly config: Pick<Config, 'takeover'>,
  ) {}

  /** @param take the entitlements whose memberships are taken over; none: it is only noted what is there */
  async run(
    tx: Tx,
    actor: PersonActor,
    reading: DirectoryReading,
    take: readonly string[],
    now: Date,
  ): Promise<Taken> {
    const today = dayOf(now);
    const { memberships } = reading;
    await this.groups.write(tx, reading.groups, {
      readAt: now,
      readBy: actor.personId,
      groups: reading.groups.length,
      memberships,
    });
    const members: Membership[] = (await this.store.governed(tx)).flatMap(({ entitlementId, name }) =>
      (reading.members.get(groupKey(name)) ?? []).map((member) => ({ entitlementId, ...member })),
    );
    const known = members.length > 0 ? await this.store.known(tx, members, today) : [];
    const classified = known.map((member) => ({ member, found: classifyMember(member) }));
    const taking = new Set(take);
    const candidates = classified.flatMap(({ member, found }) =>
      found.kind === 'unassessed' ? [{ ...found, ...member, personId: found.personId }] : [],
    );
    // Whose account becomes theirs now keeps all that it had; two accounts of one person: the first, the other is a stray.
    const adopting = new Map<string, string>();
    for (const { adopt, personId, username, entitlementId } of candidates)
      if (adopt && taking.has(entitlementId) && !adopting.has(personId)) adopting.set(personId, username);
    const kept = candidates.flatMap(({ adopt, personId, employmentId, username, entitlementId }) =>
      employmentId !== null && (adopt ? adopting.get(personId) === username : taking.has(entitlementId))
        ? [{ entitlementId, personId, employmentId, username }]
        : [],
    );
    const strays = classified.flatMap(({ member, found }) =>
      found.kind === 'stray'
        ? [{ ...member, why: found.why }]
        : found.kind === 'unassessed' && found.adopt && isOther(adopting.get(found.personId), member.username)
          ? [{ ...member, why: 'second-account' as const }]
          : [],
    );
    await this.store.replaceStrays(tx, strays, now);
    const written =
      kept.length > 0
        ? await this.store.keep(tx, kept, addDays(today, this.config.takeover.keepDays), now)
        : [];
    if (take.length > 0) await this.store.markTaken(tx, take, actor.personId, now);
    await this.audit.run(
      tx,
      actor,
      written.map(({ id, personId, entitlementId }) => ({
        action: 'unassessed.found',
        personId,
        objectKind: 'unassessed-access',
        objectId: id,
        detail: { entitlement: entitlementId },
      })),
    );
    await this.apply.run(
      tx,
      actor,
      [...adopting].map(([personId, username]) => ({ kind: 'adopt-account' as const, personId, username })),
      now,
    );
    const others = [...new Set(written.map((row) => row.personId))].filter((id) => !adopting.has(id));
    await this.apply.run(
      tx,
      actor,
      others.map((personId) => ({ kind: 'follow-account' as const, personId, losing: false })),
      now,
    );
    return {
      groups: reading.groups.length,
      memberships,
      kept: written.length,
      adopted: adopting.size,
      strays: strays.length,
    };
  }
}

function isOther(adopted: string | undefined, username: string): boolean {
  return adopted !== undefined && adopted !== username;
}
