import { Injectable } from '@nestjs/common';
import { ReadCatalogue, roleRef } from '../catalogue/read-catalogue.js';
import { ReadStanding } from '../grants/read-standing.js';
import { ReadWho } from '../people/read-who.js';
import type { PersonActor } from '../policy/model/actor.js';
import { obstacles } from '../policy/privilege/activation.js';
import { Clock, dayOf } from '../platform/clock.js';
import { decodeCursor, encodeCursor } from '../platform/cursor.js';
import type { Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import type { ActivationView, ActiveView, PrivilegedRoleView } from './privilege.schema.js';
import { PrivilegeStore, type ActivationRow } from './privilege.store.js';
import { ReadEligible } from './read-eligible.js';

/** One's own administrator rights: those one may activate, those that run, those that have been. */
@Injectable()
export class ReadActivations {
  constructor(
    private readonly clock: Clock,
    private readonly store: PrivilegeStore,
    private readonly eligible: ReadEligible,
    private readonly catalogue: ReadCatalogue,
    private readonly standing: ReadStanding,
    private readonly who: ReadWho,
  ) {}

  async roles(reader: Reader, actor: PersonActor, language: Language): Promise<PrivilegedRoleView[]> {
    const now = this.clock.now();
    const today = dayOf(now);
    const eligible = await this.eligible.run(reader, actor, now, today);
    const viewer = {
      personId: actor.personId,
      standing: await this.standing.run(reader, actor.personId, now),
      today,
      language,
    };
    const whoIs = await this.who.run(
      reader,
      viewer,
      eligible.flatMap((e) => e.holders.map((h) => h.personId)),
    );
    const mine = await this.store.activeOf(reader, actor.personId, now);
    return eligible.map(({ role, rules, standing, holders }) => {
      const running = mine.find((a) => a.roleId === role.id);
      return {
        role: roleRef(role, language),
        cap: rules.cap,
        active: holders.map((h) => ({ holder: whoIs(h.personId), endsAt: h.endsAt })),
        hours: [...rules.hours],
        requiredLevel: rules.requiredLevel,
        mine: running ? { id: running.id, startedAt: running.startedAt, endsAt: running.endsAt } : null,
        problems: obstacles(rules, standing).map(({ code, message }) => ({ code, detail: message })),
      };
    });
  }

  async list(
    reader: Reader,
    actor: PersonActor,
    query: { after?: string; limit: number },
    language: Language,
  ): Promise<{ items: ActivationView[]; next: string | null }> {
    const now = this.clock.now();
    const rows = await this.store.activationsOf(
      reader,
      actor.personId,
      decodeCursor(query.after, ['instant', 'uuid']),
      query.limit + 1,
    );
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    const roles = await this.catalogue.rolesById(
      reader,
      shown.map((row) => row.roleId),
    );
    const viewer = {
      personId: actor.personId,
      standing: await this.standing.run(reader, actor.personId, now),
      today: dayOf(now),
      language,
    };
    const whoIs = await this.who.run(reader, viewer, [actor.personId]);
    return {
      items: shown.flatMap((row) => {
        const role = roles.get(row.roleId);
        if (!role) return [];
        const { id, reason, startedAt, endsAt } = row;
        return {
          id,
          role: roleRef(role, language),
          person: whoIs(row.personId),
          reason,
          startedAt,
          endsAt,
          ...endOf(row, now),
        };
      }),
      next: last ? encodeCursor([last.startedAt.toISOString(), last.id]) : null,
    };
  }

  /** What the person holds right now, the first to end first. */
  async active(reader: Reader, personId: string, language: Language): Promise<ActiveView[]> {
    const rows = await this.store.activeOf(reader, personId, this.clock.now());
    const roles = await this.catalogue.rolesById(
      reader,
      rows.map((row) => row.roleId),
    );
    return rows.flatMap(({ id, roleId, endsAt }) => {
      const role = roles.get(roleId);
      return role ? [{ id, role: roleRef(role, language), endsAt }] : [];
    });
  }
}

/** When and by what an activation ended; a time that is up counts at once, before the sweep has written it down. */
function endOf(row: ActivationRow, now: Date): Pick<ActivationView, 'endedAt' | 'endedBy'> {
  if (row.endedAt === null)
    return row.endsAt <= now ? { endedAt: row.endsAt, endedBy: 'clock' } : { endedAt: null, endedBy: null };
  if (row.endedReason === 'expired') return { endedAt: row.endsAt, endedBy: 'clock' };
  const leaver = ['terminated', 'employment-ended', 'moved', 'no-longer-matched'];
  return { endedAt: row.endedAt, endedBy: leaver.includes(row.endedReason ?? '') ? 'leaver' : 'hand' };
}
