import { Injectable } from '@nestjs/common';
import { ReadCatalogue, roleRef, type CatalogueRole } from '../catalogue/read-catalogue.js';
import { ReadStanding } from '../grants/read-standing.js';
import { ReadWho, type Who } from '../people/read-who.js';
import { Clock, dayOf } from '../platform/clock.js';
import type { Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import { isLive } from '../policy/model/access.js';
import { levelToAsk } from '../policy/assurance/exceptions.js';
import type { PersonActor } from '../policy/model/actor.js';
import type { Employment } from '../policy/model/people.js';
import { isRefusal } from '../policy/model/refusal.js';
import { selects } from '../policy/model/selector.js';
import { chooseStages } from '../policy/request/choose-approvers.js';
import type { SubmissionFacts } from '../policy/request/submit-request.js';
import { GatherFacts } from './gather-facts.js';
import type { RequestableRoles } from './requests.schema.js';
import { RequestsStore } from './requests.store.js';

/** Below this many, a share would tell about individuals. */
const fewestColleagues = 5;

type Item = RequestableRoles['items'][number];

/** What can be asked for on an employment, what is usual there first. */
@Injectable()
export class ReadRequestable {
  constructor(
    private readonly clock: Clock,
    private readonly store: RequestsStore,
    private readonly facts: GatherFacts,
    private readonly catalogue: ReadCatalogue,
    private readonly standing: ReadStanding,
    private readonly who: ReadWho,
  ) {}

  async run(
    reader: Reader,
    actor: PersonActor,
    query: { personId: string; employmentId: string; q?: string | undefined },
    language: Language,
  ): Promise<RequestableRoles> {
    const now = this.clock.now();
    const today = dayOf(now);
    const sought = (query.q ?? '').normalize('NFC').toLowerCase();
    const roles = (await this.catalogue.roles(reader)).filter(
      (role) =>
        role.requestable &&
        actor.level >= levelToAsk(role) &&
        [role.nameSv, role.nameEn, role.systemName].some((text) => text.toLowerCase().includes(sought)),
    );
    const { employment, roles: asked } = await this.facts.many(reader, actor, query, roles, today);
    const colleagues = await this.store.colleagues(
      reader,
      employment.id,
      roles.map((role) => role.id),
      today,
      now,
    );
    const approvers = new Map(asked.map(({ role, facts }) => [role.id, approverOf(facts)]));
    const standing = await this.standing.run(reader, actor.personId, now);
    const viewer = { personId: actor.personId, standing, today, language };
    const whoIs = await this.who.run(reader, viewer, [...approvers.values()]);
    const items = asked.map(({ role, facts }): Item => {
      const approverId = approvers.get(role.id) ?? null;
      return {
        ...itemOf(role, facts, employment, language),
        approver: approverId === null ? null : (whoIs(approverId) satisfies Who),
        colleagues:
          colleagues.of >= fewestColleagues
            ? { have: colleagues.have.get(role.id) ?? 0, of: colleagues.of }
            : null,
      };
    });
    const byName = new Intl.Collator(language);
    return {
      items: items.sort(
        (a, b) => Number(b.suggested) - Number(a.suggested) || byName.compare(a.name, b.name),
      ),
      next: null,
    };
  }
}

function approverOf(facts: SubmissionFacts): string | null {
  const chosen = chooseStages(facts.approval);
  return isRefusal(chosen) ? null : (chosen[0]?.approverIds[0] ?? null);
}

function itemOf(
  role: CatalogueRole,
  facts: SubmissionFacts,
  employment: Employment,
  language: Language,
): Omit<Item, 'approver' | 'colleagues'> {
  const analysis = role.analysis && isLive(role.analysis, facts.today) ? role.analysis : null;
  return {
    ...roleRef(role, language),
    systemName: role.systemName,
    acrossProviders: role.analysis?.content.acrossCareProviders ?? false,
    suggested: role.suggestedFor !== null && selects(role.suggestedFor, employment),
    alreadyHas: facts.alreadyGranted,
    maxDays: role.maxDays,
    requiredLevel: role.requiredLevel,
    questions: role.questions.map((one) => one[language]),
    analysis: analysis && {
      id: analysis.id,
      version: analysis.version,
      validTo: analysis.validTo,
      purpose: analysis.content.purpose,
      dataTypes: analysis.content.suggested.data,
      riskTooWide: analysis.content.suggested.riskTooWide,
      riskTooNarrow: analysis.content.suggested.riskTooNarrow,
      suggestedDays: analysis.content.suggested.days,
    },
  };
}
