import { Injectable } from '@nestjs/common';
import { ReadCatalogue } from '../catalogue/read-catalogue.js';
import { ReadStanding } from '../grants/read-standing.js';
import { ReadPrerequisites, wordsOf } from '../people/read-prerequisites.js';
import { ReadWho } from '../people/read-who.js';
import { Clock, dayOf } from '../platform/clock.js';
import type { Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import type { PersonActor } from '../policy/model/actor.js';
import { addDays } from '../policy/model/day.js';
import { isRefusal } from '../policy/model/refusal.js';
import { chooseStages } from '../policy/request/choose-approvers.js';
import { previewProblems } from '../policy/request/submit-request.js';
import { GatherFacts, type Wanted } from './gather-facts.js';
import type { RequestPreview } from './requests.schema.js';

const texts = {
  sv: {
    directory: 'Katalogen',
    grindvakt: 'Grindvakt',
    soon: 'Inom en minut efter godkännandet.',
    atOnce: 'Genast efter godkännandet.',
  },
  en: {
    directory: 'The directory',
    grindvakt: 'Grindvakt',
    soon: 'Within a minute of the approval.',
    atOnce: 'At once when approved.',
  },
} as const;

/** "This will happen": what the request would lead to, and what stands in its way. Changes nothing. */
@Injectable()
export class PreviewRequest {
  constructor(
    private readonly clock: Clock,
    private readonly facts: GatherFacts,
    private readonly catalogue: ReadCatalogue,
    private readonly standing: ReadStanding,
    private readonly prerequisites: ReadPrerequisites,
    private readonly who: ReadWho,
  ) {}

  async run(
    reader: Reader,
    actor: PersonActor,
    wanted: Wanted & { days: number },
    language: Language,
  ): Promise<RequestPreview> {
    const now = this.clock.now();
    const today = dayOf(now);
    const { facts, role, employment } = await this.facts.one(reader, actor, wanted, today);
    const lacking = await this.prerequisites.lackingFor(reader, employment, [role.id], today);
    const chosen = chooseStages(facts.approval);
    const approverId = isRefusal(chosen) ? null : (chosen[0]?.approverIds[0] ?? null);
    const standing = await this.standing.run(reader, actor.personId, now);
    const viewer = { personId: actor.personId, standing, today, language };
    const whoIs = await this.who.run(reader, viewer, [approverId]);
    const entitlements = await this.catalogue.entitlementsOf(reader, [role.id]);
    const words = texts[language];
    return {
      entitlements: entitlements.map((e) => ({
        name: e.name,
        sentence: language === 'en' ? e.sentenceEn : e.sentenceSv,
        target: e.target === 'directory' ? words.directory : words.grindvakt,
      })),
      approver: approverId === null ? null : whoIs(approverId),
      endsOn: addDays(today, wanted.days),
      problems: previewProblems(facts, wanted.days).map(({ code, message }) => ({ code, detail: message })),
      lacking: (lacking.get(role.id) ?? []).map((p) => ({ id: p.id, kind: p.kind, ...wordsOf(p, language) })),
      readyAbout: entitlements.some((e) => e.target === 'directory') ? words.soon : words.atOnce,
    };
  }
}
