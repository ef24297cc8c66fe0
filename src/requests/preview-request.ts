import { Inject, Injectable } from '@nestjs/common';
import { ReadCatalogue } from '../catalogue/read-catalogue.js';
import { ReadStanding } from '../grants/read-standing.js';
import { ReadConflicts } from '../separation/read-conflicts.js';
import { ReadPrerequisites, wordsOf } from '../people/read-prerequisites.js';
import { ReadWho } from '../people/read-who.js';
import { Clock, dayOf } from '../platform/clock.js';
import { configToken } from '../platform/config-token.js';
import type { Config } from '../platform/config.js';
import type { Reader } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import { Refused } from '../platform/refused.js';
import { levelToAsk } from '../policy/assurance/exceptions.js';
import { requireLevel } from '../policy/assurance/required-assurance.js';
import type { PersonActor } from '../policy/model/actor.js';
import { addDays, type Day } from '../policy/model/day.js';
import { isRefusal } from '../policy/model/refusal.js';
import { chooseStages, type Stage } from '../policy/request/choose-approvers.js';
import { whenUnanswered } from '../policy/request/follow-stage.js';
import { previewProblems } from '../policy/request/submit-request.js';
import { GatherApproval } from './gather-approval.js';
import { GatherFacts, type Wanted } from './gather-facts.js';
import type { RequestPreview } from './requests.schema.js';

const texts = {
  sv: {
    directory: 'Katalogen',
    grindvakt: 'Grindvakt',
    manual: 'Läggs upp för hand',
    byHand: (days: number) =>
      `När någon har lagt upp åtkomsten för hand: inom ${String(days)} arbetsdagar efter godkännandet.`,
    soon: 'Inom en minut efter godkännandet.',
    atOnce: 'Genast efter godkännandet.',
  },
  en: {
    directory: 'The directory',
    grindvakt: 'Grindvakt',
    manual: 'Set up by hand',
    byHand: (days: number) =>
      `When somebody has set the access up by hand: within ${String(days)} working days of the approval.`,
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
    private readonly conflicts: ReadConflicts,
    private readonly approval: GatherApproval,
    @Inject(configToken) private readonly config: Pick<Config, 'handling'>,
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
    const tooWeak = requireLevel(actor.level, levelToAsk(role));
    if (tooWeak) throw new Refused(tooWeak);
    const lacking = await this.prerequisites.lackingFor(reader, employment, [role.id], today);
    const chosen = chooseStages(facts.approval);
    const stages = isRefusal(chosen) ? [] : this.#inTime(chosen, today);
    const approverId = stages[0]?.approverIds[0] ?? null;
    const foreseen = await this.conflicts.run(
      reader,
      [{ key: role.id, personId: employment.personId, roleIds: [role.id] }],
      now,
      today,
    );
    const standing = await this.standing.run(reader, actor.personId, now);
    const viewer = { personId: actor.personId, standing, today, language };
    const whoIs = await this.who.run(
      reader,
      viewer,
      stages.flatMap((stage) => stage.approverIds),
    );
    const entitlements = await this.catalogue.entitlementsOf(reader, [role.id]);
    const words = texts[language];
    return {
      entitlements: entitlements.map((e) => ({
        name: e.name,
        sentence: language === 'en' ? e.sentenceEn : e.sentenceSv,
        target: words[e.target],
      })),
      approver: approverId === null ? null : whoIs(approverId),
      stages: stages.map(({ kind, rule, approverIds, dueOn }) => ({
        kind,
        rule,
        approvers: approverIds.map(whoIs),
        dueOn,
        unanswered: whenUnanswered(facts.approval.policy, { kind, escalations: 0 }),
      })),
      conflicts: (foreseen.get(role.id) ?? []).map(({ rule, exempt }) => ({
        rule: rule.name,
        mode: rule.mode,
        exempt,
      })),
      acrossProviders: facts.approval.acrossCareProviders,
      readyBy: stages.at(-1)?.dueOn ?? null,
      endsOn: addDays(today, wanted.days),
      problems: previewProblems(facts, wanted.days).map(({ code, message }) => ({ code, detail: message })),
      lacking: (lacking.get(role.id) ?? []).map((p) => ({ id: p.id, kind: p.kind, ...wordsOf(p, language) })),
      readyAbout: entitlements.some((e) => e.target === 'manual')
        ? words.byHand(this.config.handling.giveWithinDays)
        : entitlements.some((e) => e.target === 'directory')
          ? words.soon
          : words.atOnce,
    };
  }

  /** Each stage begins when the one before it has answered: at the latest on its day. */
  #inTime(stages: readonly Stage[], today: Day): (Stage & { dueOn: Day })[] {
    let day = today;
    return stages.map((stage) => {
      day = this.approval.dueOn(stage.kind, day);
      return { ...stage, dueOn: day };
    });
  }
}
