import { z } from '../../session/zod.js';
import type { RoleDefinition, RoleView } from '../../api/generated/types.gen.js';
import { selectorDraft } from './entitlement-draft.js';
import { daysOf, dataClasses } from './terms-fields.js';

const named = z.object({ id: z.string(), label: z.string(), detail: z.string().optional() });
export const movers = ['review', 'keep', 'end'] as const;
export const mostQuestions = 5;

/** A version of a role that is being written, as the tab keeps it. */
export const roleDraftSchema = z.object({
  nameSv: z.string(),
  nameEn: z.string(),
  sentenceSv: z.string(),
  sentenceEn: z.string(),
  entitlements: z.array(named),
  includes: z.array(named),
  requires: z.array(z.string()),
  risk: z.number().nullable(),
  requiredLevel: z.number().nullable(),
  dataClass: z.enum(dataClasses).nullable(),
  maxDays: z.string(),
  reviewDays: z.string(),
  requestable: z.boolean(),
  askableBy: selectorDraft.nullable(),
  suggestedFor: selectorDraft.nullable(),
  mover: z.enum(movers),
  keepDays: z.string(),
  isPrivileged: z.boolean(),
  holderCap: z.string(),
  hours: z.string(),
  eligible: selectorDraft,
  securityApproves: z.boolean(),
  questions: z.array(z.object({ sv: z.string(), en: z.string() })),
  reason: z.string(),
});

export type RoleDraft = z.infer<typeof roleDraftSchema>;

export const newRole: RoleDraft = {
  nameSv: '',
  nameEn: '',
  sentenceSv: '',
  sentenceEn: '',
  entitlements: [],
  includes: [],
  requires: [],
  risk: null,
  requiredLevel: null,
  dataClass: null,
  maxDays: '',
  reviewDays: '',
  requestable: true,
  askableBy: null,
  suggestedFor: null,
  mover: 'review',
  keepDays: '30',
  isPrivileged: false,
  holderCap: '2',
  hours: '1, 4, 8',
  eligible: {},
  securityApproves: false,
  questions: [],
  reason: '',
};

const written = (days: number | null): string => (days === null ? '' : String(days));

/** The version in force, or of a new role the first one; what to go on from. */
export function roleDraftOf(role: RoleView): RoleDraft {
  const version = role.versions.find(({ state }) => state === 'in-force') ?? role.versions[0];
  if (!version) return newRole;
  const { content } = version;
  const names = (ids: readonly string[]): { id: string; label: string }[] =>
    ids.map((id) => ({ id, label: role.words.find((one) => one.id === id)?.name ?? id }));
  return {
    ...newRole,
    nameSv: content.name.sv,
    nameEn: content.name.en,
    sentenceSv: content.sentence.sv,
    sentenceEn: content.sentence.en,
    entitlements: names(content.entitlements),
    includes: names(content.includes),
    requires: content.requires,
    risk: content.risk,
    requiredLevel: content.requiredLevel,
    dataClass: content.dataClass,
    maxDays: written(content.maxDays),
    reviewDays: written(content.reviewDays),
    requestable: content.requestable,
    askableBy: content.askableBy,
    suggestedFor: content.suggestedFor,
    mover: typeof content.mover === 'string' ? content.mover : 'keep',
    keepDays: typeof content.mover === 'string' ? '30' : String(content.mover.keepDays),
    isPrivileged: content.privileged !== null,
    holderCap: String(content.privileged?.holderCap ?? 2),
    hours: (content.privileged?.hours ?? [1, 4, 8]).join(', '),
    eligible: content.privileged?.eligible ?? {},
    securityApproves: content.securityApproves,
    questions: content.questions,
  };
}

function hoursOf(text: string): number[] {
  const hours = text.split(/[\s,;]+/).filter((part) => part !== '');
  return hours.map(Number);
}

export function definitionOf(draft: RoleDraft): RoleDefinition {
  return {
    name: { sv: draft.nameSv.trim(), en: draft.nameEn.trim() },
    sentence: { sv: draft.sentenceSv.trim(), en: draft.sentenceEn.trim() },
    entitlements: draft.entitlements.map(({ id }) => id),
    includes: draft.includes.map(({ id }) => id),
    requires: draft.requires,
    risk: draft.risk,
    requiredLevel: draft.requiredLevel,
    dataClass: draft.dataClass,
    maxDays: daysOf(draft.maxDays) ?? null,
    reviewDays: daysOf(draft.reviewDays) ?? null,
    requestable: draft.requestable && !draft.isPrivileged,
    askableBy: draft.askableBy,
    suggestedFor: draft.suggestedFor,
    mover: draft.mover === 'keep' ? { keepDays: Number(draft.keepDays) } : draft.mover,
    privileged: draft.isPrivileged
      ? { holderCap: Number(draft.holderCap), hours: hoursOf(draft.hours), eligible: draft.eligible }
      : null,
    securityApproves: draft.securityApproves,
    questions: draft.questions.map(({ sv, en }) => ({ sv: sv.trim(), en: en.trim() })),
  };
}

export type RoleWrong =
  'nameSv' | 'sentenceSv' | 'entitlements' | 'days' | 'questions' | 'privileged' | 'reason';

/** What stands in the way of sending it, field by field. */
export function wrongIn(draft: RoleDraft): Set<RoleWrong> {
  const isWhole = (number: number, most: number): boolean =>
    Number.isInteger(number) && number >= 1 && number <= most;
  const hours = hoursOf(draft.hours);
  const wrong: [RoleWrong, boolean][] = [
    ['nameSv', draft.nameSv.trim().length < 3],
    ['sentenceSv', draft.sentenceSv.trim().length < 10],
    ['entitlements', draft.entitlements.length + draft.includes.length === 0],
    [
      'days',
      daysOf(draft.maxDays) === undefined ||
        daysOf(draft.reviewDays) === undefined ||
        (draft.mover === 'keep' && !isWhole(Number(draft.keepDays), 90)),
    ],
    ['questions', draft.questions.some(({ sv }) => sv.trim().length < 5)],
    [
      'privileged',
      draft.isPrivileged &&
        (!isWhole(Number(draft.holderCap), 100) ||
          hours.length === 0 ||
          hours.length > 10 ||
          !hours.every((one) => isWhole(one, 24))),
    ],
    ['reason', draft.reason.trim().length < 5],
  ];
  return new Set(wrong.filter(([, is]) => is).map(([field]) => field));
}
