import { Injectable } from '@nestjs/common';
import { ReadStanding } from '../grants/read-standing.js';
import { namePatterns } from '../people/name-patterns.js';
import { ReadWho, type Viewer } from '../people/read-who.js';
import { Clock, dayOf } from '../platform/clock.js';
import type { Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import type { PersonActor } from '../policy/model/actor.js';
import { DelegationsStore, type StoredDelegation } from './delegations.store.js';
import type { ColleaguesView, DelegationsView, DelegationView } from './delegations.schema.js';

const shownDays = 90;
const mostColleagues = 10;

/** Who decides for one, and for whom one decides. */
@Injectable()
export class ReadDelegations {
  constructor(
    private readonly clock: Clock,
    private readonly store: DelegationsStore,
    private readonly standing: ReadStanding,
    private readonly who: ReadWho,
  ) {}

  async run(reader: Reader, actor: PersonActor, language: Language): Promise<DelegationsView> {
    const viewer = await this.#viewer(reader, actor, language);
    const since = new Date(this.clock.now().getTime() - shownDays * 86_400_000);
    const found = await this.store.of(reader, actor.personId, since);
    const whoIs = await this.who.run(
      reader,
      viewer,
      found.flatMap(({ delegatorId, delegateId }) => [delegatorId, delegateId]),
    );
    const view = (d: StoredDelegation): DelegationView => ({
      id: d.id,
      delegator: whoIs(d.delegatorId),
      delegate: whoIs(d.delegateId),
      system: d.systemId === null ? null : { id: d.systemId, name: d.systemName ?? '' },
      role:
        d.roleId === null ? null : { id: d.roleId, name: (language === 'sv' ? d.roleSv : d.roleEn) ?? '' },
      covers: [
        ...(d.ofRequests ? (['requests'] as const) : []),
        ...(d.ofReviews ? (['reviews'] as const) : []),
      ],
      from: d.from,
      to: d.to,
      reason: d.reason,
      createdAt: d.createdAt,
      state: stateOf(d, viewer.today),
      endedAt: d.endedAt,
      endedReason: d.endedReason,
    });
    const scopes = await this.store.scopes(reader);
    return {
      given: found.filter((d) => d.delegatorId === actor.personId).map(view),
      received: found.filter((d) => d.delegateId === actor.personId).map(view),
      scopes: scopes.map(({ id, name, roles }) => ({
        id,
        name,
        roles: roles.map((role) => ({ id: role.id, name: role[language] })),
      })),
    };
  }

  /** To whom one could delegate: colleagues of the same care provider, by name. */
  async colleagues(
    reader: Reader,
    actor: PersonActor,
    q: string,
    language: Language,
  ): Promise<ColleaguesView> {
    const viewer = await this.#viewer(reader, actor, language);
    const found = await this.store.colleagues(
      reader,
      actor.personId,
      namePatterns(q, '/q'),
      viewer.today,
      mostColleagues,
    );
    const whoIs = await this.who.run(
      reader,
      viewer,
      found.map(({ id }) => id),
    );
    return { items: found.map(({ id, title, unitName }) => ({ person: whoIs(id), title, unit: unitName })) };
  }

  async #viewer(reader: Reader, actor: PersonActor, language: Language): Promise<Viewer> {
    const now = this.clock.now();
    const standing = await this.standing.run(reader, actor.personId, now);
    return { personId: actor.personId, standing, today: dayOf(now), language };
  }
}

function stateOf(d: StoredDelegation, today: string): DelegationView['state'] {
  if (d.endedAt !== null) return 'ended';
  if (d.to < today) return 'over';
  return d.from > today ? 'coming' : 'running';
}
