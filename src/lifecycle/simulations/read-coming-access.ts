import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { ReadCatalogue, roleRef } from '../../catalogue/read-catalogue.js';
import { ReadStanding } from '../../grants/read-standing.js';
import { ReadPeople } from '../../people/read-people.js';
import { ReadGrounds } from '../../people/read-grounds.js';
import { Clock, dayOf } from '../../platform/clock.js';
import { Database, type Tx } from '../../platform/database.js';
import type { Language } from '../../platform/http/language.decorator.js';
import { Refused } from '../../platform/refused.js';
import { may } from '../../policy/authority/authority.js';
import { planPerson } from '../../policy/lifecycle/plan-person.js';
import type { PersonActor } from '../../policy/model/actor.js';
import { ReadPersonFacts } from '../following/read-person-facts.js';
import type { comingAccessSchema } from './coming-access.schema.js';

type ComingAccessList = z.input<typeof comingAccessSchema>;
type ComingAccess = ComingAccessList['items'][number];

const nobodyOff: ReadonlySet<string> = new Set();

/** What employments that have not begun will give: the very plan that their first day will carry out, asked of that day. */
@Injectable()
export class ReadComingAccess {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly rights: ReadStanding,
    private readonly grounds: ReadGrounds,
    private readonly people: ReadPeople,
    private readonly facts: ReadPersonFacts,
    private readonly catalogue: ReadCatalogue,
  ) {}

  /** The first to begin on top. @throws Refused 'not-found' for a person whom the caller may not see */
  async run(actor: PersonActor, personId: string, language: Language): Promise<ComingAccessList> {
    const now = this.clock.now();
    const today = dayOf(now);
    const standing = await this.rights.run(this.database, actor.personId, now);
    const viewer = { personId: actor.personId, standing, today, language };
    const refusal = may('person.read', await this.grounds.run(this.database, viewer, personId), 'person');
    if (refusal) throw new Refused(refusal);
    return this.database.transaction(async (tx) => {
      const coming = (await this.people.employmentsOf(tx, [personId]))
        .filter(({ startDate, terminated }) => startDate > today && !terminated)
        .sort((a, b) => (a.startDate < b.startDate ? -1 : 1));
      const views = await this.people.employmentViews(
        tx,
        viewer,
        coming.map(({ id }) => id),
      );
      const items: ComingAccess[] = [];
      for (const { id, startDate } of coming) {
        const view = views.get(id);
        if (!view) continue;
        const roles = await this.#roles(tx, personId, id, startDate, language);
        items.push({ employmentId: id, title: view.title, unit: view.unit, from: startDate, roles });
      }
      return { items, next: null };
    });
  }

  async #roles(
    tx: Tx,
    personId: string,
    employmentId: string,
    day: string,
    language: Language,
  ): Promise<ComingAccess['roles']> {
    const rules = await this.catalogue.birthrightRules(tx);
    const book = { ...(await this.facts.book(tx, day)), offShift: nobodyOff };
    const [person] = await this.facts.of(tx, [personId], book);
    const opens = (person ? planPerson(person, rules, day) : []).flatMap((change) =>
      change.kind === 'open' && change.employmentId === employmentId ? [change] : [],
    );
    const roles = await this.catalogue.rolesById(
      tx,
      opens.map(({ roleId }) => roleId),
    );
    return opens.flatMap(({ roleId, ruleId, restsFor = [] }) => {
      const role = roles.get(roleId);
      if (!role) return [];
      const { id, name, sentence } = roleRef(role, language);
      const rule = rules.find((one) => one.id === ruleId)?.name ?? '';
      return [{ id, name, sentence, system: role.systemName, rule, restsFor: [...restsFor] }];
    });
  }
}
