import { Injectable } from '@nestjs/common';
import { ReadCatalogue, roleRef } from '../catalogue/read-catalogue.js';
import { ReadStanding } from '../grants/read-standing.js';
import { ReadWho } from '../people/read-who.js';
import { Clock, dayOf } from '../platform/clock.js';
import type { Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import { Refused } from '../platform/refused.js';
import type { PersonActor } from '../policy/model/actor.js';
import { copyObstacle } from '../policy/request/copy-role.js';
import type { LikeColleague } from './asking.schema.js';
import { AskingStore } from './asking.store.js';
import { GatherFacts } from './gather-facts.js';

/**
 * "Som Anna": what a colleague holds on the employments that the caller leads, and what of it could be asked for here. Only
 * which roles is taken over: each is assessed anew, and nobody reads why the colleague has them.
 */
@Injectable()
export class ReadLike {
  constructor(
    private readonly clock: Clock,
    private readonly store: AskingStore,
    private readonly facts: GatherFacts,
    private readonly catalogue: ReadCatalogue,
    private readonly standing: ReadStanding,
    private readonly who: ReadWho,
  ) {}

  /** @throws Refused not-found unless the caller leads the colleague, and may ask for the employment. */
  async run(
    reader: Reader,
    actor: PersonActor,
    query: { personId: string; employmentId: string; colleagueId: string },
    language: Language,
  ): Promise<LikeColleague> {
    const now = this.clock.now();
    const today = dayOf(now);
    const employments = await this.store.employmentsOf(reader, query.colleagueId, actor.personId, today);
    if (employments.length === 0 || query.colleagueId === query.personId)
      throw Refused.because('not-found', 'There is no such colleague among those whom you lead.', {
        pointer: '/colleagueId',
      });
    // What comes by rule comes to the other by rule as well, and what is held by the hour is nobody's to copy.
    const held = (await this.store.rolesHeld(reader, employments, now)).filter(
      ({ source }) => source !== 'birthright' && source !== 'activation',
    );
    const roles = await this.catalogue.rolesById(
      reader,
      held.map(({ roleId }) => roleId),
    );
    const asked = await this.facts.many(reader, actor, query, [...roles.values()], today);
    const standing = await this.standing.run(reader, actor.personId, now);
    const whoIs = await this.who.run(reader, { personId: actor.personId, standing, today, language }, [
      query.colleagueId,
    ]);
    const byName = new Intl.Collator(language);
    return {
      colleague: whoIs(query.colleagueId),
      items: asked.roles
        .map(({ role, facts }) => {
          const refusal = copyObstacle(facts, role);
          return {
            role: roleRef(role, language),
            system: role.systemName,
            problem: refusal && { code: refusal.code, detail: refusal.message },
          };
        })
        .sort(
          (a, b) =>
            Number(a.problem !== null) - Number(b.problem !== null) ||
            byName.compare(a.role.name, b.role.name),
        ),
      next: null,
    };
  }
}
