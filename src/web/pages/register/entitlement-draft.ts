import { z } from '../../session/zod.js';
import type { AddEntitlement, EntitlementView, SystemView } from '../../api/generated/types.gen.js';
import { daysOf, dataClasses } from './terms-fields.js';

const forms = [
  'permanent',
  'substitute',
  'fixed-term',
  'hourly',
  'probation',
  'consultant',
  'student',
  'volunteer',
] as const;
export const selectorDraft = z.object({
  unitsBelow: z.array(z.string()).optional(),
  unitKinds: z.array(z.string()).optional(),
  titleCodes: z.array(z.string()).optional(),
  employmentKinds: z.array(z.enum(forms)).optional(),
});

/** An entitlement that is being written, as the tab keeps it. */
export const entitlementDraftSchema = z.object({
  name: z.string(),
  sv: z.string(),
  en: z.string(),
  target: z.enum(['directory', 'grindvakt', 'manual']).optional(),
  externalName: z.string(),
  privileged: z.boolean(),
  owner: z.object({ id: z.string(), name: z.string() }).nullable(),
  dataClass: z.enum(dataClasses).nullable(),
  risk: z.number().nullable(),
  requiredLevel: z.number().nullable(),
  maxDays: z.string(),
  reviewDays: z.string(),
  askableBy: selectorDraft.nullable(),
  prerequisiteIds: z.array(z.string()),
  reason: z.string(),
});

type EntitlementDraft = z.infer<typeof entitlementDraftSchema>;

export const newEntitlement: EntitlementDraft = {
  name: '',
  sv: '',
  en: '',
  externalName: '',
  privileged: false,
  owner: null,
  dataClass: 'internal',
  risk: 2,
  requiredLevel: 3,
  maxDays: '',
  reviewDays: '',
  askableBy: null,
  prerequisiteIds: [],
  reason: '',
};

const written = (days: number | null): string => (days === null ? '' : String(days));

export function entitlementDraftOf(one: EntitlementView): EntitlementDraft {
  const { sentence, owner, maxDays, reviewDays, ...rest } = one;
  return {
    ...rest,
    ...sentence,
    owner: owner?.id ? { id: owner.id, name: owner.name } : null,
    maxDays: written(maxDays),
    reviewDays: written(reviewDays),
    reason: '',
  };
}

export function entitlementIn(draft: EntitlementDraft, target: EntitlementView['target']): AddEntitlement {
  return {
    name: draft.name.trim(),
    sentence: { sv: draft.sv.trim(), en: draft.en.trim() },
    target,
    externalName: draft.externalName.trim(),
    privileged: draft.privileged,
    ownerId: draft.owner?.id ?? null,
    dataClass: draft.dataClass ?? 'internal',
    risk: draft.risk ?? 1,
    requiredLevel: draft.requiredLevel ?? 1,
    maxDays: daysOf(draft.maxDays) ?? null,
    reviewDays: daysOf(draft.reviewDays) ?? null,
    askableBy: draft.askableBy,
    prerequisiteIds: draft.prerequisiteIds,
  };
}

/** How a new entitlement of the system may be given: Grindvakt's own rights are the operator's to declare. */
export function targetsOf({ content }: SystemView): ('directory' | 'manual')[] {
  const said = (['directory', 'manual'] as const).filter((each) => content.connectors.includes(each));
  return said.length > 0 ? said : ['directory'];
}

export const groupName = /^[a-z][a-z0-9-]{1,63}$/;

/** The group's name in the directory that a name suggests. */
export function suggestGroup(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFD')
    .replace(/[^a-z0-9]+/g, (part) => (/[̀-ͯ]/.test(part) ? '' : '-'))
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 64);
}
