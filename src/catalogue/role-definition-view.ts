import type { z } from 'zod';
import type { RoleDefinition } from '../policy/catalogue/role-definition.js';
import type { PeopleSelector } from '../policy/model/selector.js';
import type { EntitlementFields } from './entitlements.store.js';
import type { EntitlementIn, RoleDefinitionIn, RoleView, selectorSchema } from './roles.schema.js';

type SelectorIn = z.output<typeof selectorSchema>;

/** As it is kept: without the fields that say nothing, so that two that mean the same look the same. */
export function selectorOf(selector: SelectorIn): PeopleSelector {
  return {
    ...(selector.unitsBelow ? { unitsBelow: selector.unitsBelow } : {}),
    ...(selector.unitKinds ? { unitKinds: selector.unitKinds } : {}),
    ...(selector.titleCodes ? { titleCodes: selector.titleCodes } : {}),
    ...(selector.employmentKinds ? { employmentKinds: selector.employmentKinds } : {}),
  };
}

export function selectorView(selector: PeopleSelector): z.input<typeof selectorSchema> {
  return {
    ...(selector.unitsBelow ? { unitsBelow: [...selector.unitsBelow] } : {}),
    ...(selector.unitKinds ? { unitKinds: [...selector.unitKinds] } : {}),
    ...(selector.titleCodes ? { titleCodes: [...selector.titleCodes] } : {}),
    ...(selector.employmentKinds ? { employmentKinds: [...selector.employmentKinds] } : {}),
  };
}

/** What is not written in English is shown in Swedish. */
const english = (sv: string, en: string): string => (en === '' ? sv : en);

export function definitionOf(input: RoleDefinitionIn): RoleDefinition {
  const { name, sentence, askableBy, suggestedFor, privileged, ...rest } = input;
  return {
    nameSv: name.sv,
    nameEn: english(name.sv, name.en),
    sentenceSv: sentence.sv,
    sentenceEn: english(sentence.sv, sentence.en),
    ...rest,
    questions: rest.questions.map(({ sv, en }) => ({ sv, en: english(sv, en) })),
    entitlements: [...new Set(rest.entitlements)].sort(),
    includes: [...new Set(rest.includes)].sort(),
    requires: [...new Set(rest.requires)].sort(),
    askableBy: askableBy === null ? null : selectorOf(askableBy),
    suggestedFor: suggestedFor === null ? null : selectorOf(suggestedFor),
    privileged:
      privileged === null
        ? null
        : {
            holderCap: privileged.holderCap,
            hours: [...new Set(privileged.hours)].sort((a, b) => a - b),
            eligible: selectorOf(privileged.eligible),
          },
  };
}

export function definitionView(definition: RoleDefinition): RoleView['versions'][number]['content'] {
  const { nameSv, nameEn, sentenceSv, sentenceEn, askableBy, suggestedFor, privileged, mover, ...rest } =
    definition;
  return {
    ...rest,
    questions: rest.questions.map(({ sv, en }) => ({ sv, en })),
    name: { sv: nameSv, en: nameEn },
    sentence: { sv: sentenceSv, en: sentenceEn },
    entitlements: [...rest.entitlements],
    includes: [...rest.includes],
    requires: [...rest.requires],
    mover: typeof mover === 'string' ? mover : { keepDays: mover.keepDays },
    askableBy: askableBy === null ? null : selectorView(askableBy),
    suggestedFor: suggestedFor === null ? null : selectorView(suggestedFor),
    privileged:
      privileged === null
        ? null
        : {
            holderCap: privileged.holderCap,
            hours: [...privileged.hours],
            eligible: selectorView(privileged.eligible),
          },
  };
}

export function entitlementOf(input: EntitlementIn): EntitlementFields {
  const { sentence, askableBy, prerequisiteIds, ...rest } = input;
  return {
    ...rest,
    sentenceSv: sentence.sv,
    sentenceEn: english(sentence.sv, sentence.en),
    askableBy: askableBy === null ? null : selectorOf(askableBy),
    prerequisiteIds: [...new Set(prerequisiteIds)].sort(),
  };
}
