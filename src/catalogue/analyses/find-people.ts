import { Injectable } from '@nestjs/common';
import { FindNamed } from '../../people/find-named.js';
import { ReadPeople } from '../../people/read-people.js';
import { ReadRightsHeld } from '../../people/read-rights-held.js';
import { ReadWho, type Who } from '../../people/read-who.js';
import { may, type Ground } from '../../policy/authority/authority.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { isInForce } from '../../policy/model/people.js';
import { Clock, dayOf } from '../../platform/clock.js';
import type { Reader } from '../../platform/database.js';
import type { Language } from '../../platform/http/language.decorator.js';
import { Refused } from '../../platform/refused.js';
import { AnalysesStore } from './analyses.store.js';

const most = 20;

/** People by name for an owner who is to consult somebody, or to name who carries out a plan. */
@Injectable()
export class FindPeople {
  constructor(
    private readonly clock: Clock,
    private readonly store: AnalysesStore,
    private readonly named: FindNamed,
    private readonly people: ReadPeople,
    private readonly rights: ReadRightsHeld,
    private readonly who: ReadWho,
  ) {}

  /** The first of those who work here today; whom the owner may not see by name is not found by it. */
  async run(
    reader: Reader,
    actor: PersonActor,
    q: string,
    language: Language,
  ): Promise<{ items: { person: Who; title: string }[] }> {
    const now = this.clock.now();
    const today = dayOf(now);
    const standing = await this.rights.run(reader, actor.personId, now);
    const owns = await this.store.ownsAnySystem(reader, actor.personId);
    const forbidden = may('analysis.consult', new Set<Ground>(owns ? ['any-owner'] : []), 'list');
    if (forbidden) throw new Refused(forbidden);
    const viewer = { personId: actor.personId, standing, today, language };
    const found = await this.named.run(reader, viewer, q);
    const employments = await this.people.employmentsOf(reader, found);
    const titles = new Map(
      employments.filter((e) => isInForce(e, today)).map((e) => [e.personId, e.title] as const),
    );
    const ids = found.filter((id) => titles.has(id) && id !== actor.personId).slice(0, most);
    const whoIs = await this.who.run(reader, viewer, ids);
    return { items: ids.map((id) => ({ person: whoIs(id), title: titles.get(id) ?? '' })) };
  }
}
