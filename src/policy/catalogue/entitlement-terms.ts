import { refuse, type Refusal } from '../model/refusal.js';
import { dataClasses, type DataClass } from './states.js';

/** What of an entitlement makes it safer or more dangerous to hand out. */
export interface EntitlementTerms {
  readonly privileged: boolean;
  readonly risk: number;
  readonly requiredLevel: number;
  readonly dataClass: DataClass;
  readonly maxDays: number | null;
  readonly reviewDays: number | null;
  readonly prerequisiteIds: readonly string[];
  /** Who may ask, as it is kept; null: anyone. */
  readonly askableBy: unknown;
}

const forever = Number.POSITIVE_INFINITY;

/** The fields by which `next` is easier to get or to keep than `now`. */
export function loosened(now: EntitlementTerms, next: EntitlementTerms): (keyof EntitlementTerms)[] {
  const looser: Record<keyof EntitlementTerms, boolean> = {
    privileged: now.privileged && !next.privileged,
    risk: next.risk < now.risk,
    requiredLevel: next.requiredLevel < now.requiredLevel,
    dataClass: dataClasses.indexOf(next.dataClass) < dataClasses.indexOf(now.dataClass),
    maxDays: (next.maxDays ?? forever) > (now.maxDays ?? forever),
    reviewDays: (next.reviewDays ?? forever) > (now.reviewDays ?? forever),
    prerequisiteIds: now.prerequisiteIds.some((id) => !next.prerequisiteIds.includes(id)),
    // Which selector lets in more is not to be told in general: every other one than before counts.
    askableBy: now.askableBy !== null && JSON.stringify(now.askableBy) !== JSON.stringify(next.askableBy),
  };
  const fields = [
    'privileged',
    'risk',
    'requiredLevel',
    'dataClass',
    'maxDays',
    'reviewDays',
    'prerequisiteIds',
    'askableBy',
  ] as const;
  return fields.filter((field) => looser[field]);
}

export interface EntitlementChange {
  readonly name: string;
  readonly now: EntitlementTerms;
  readonly next: EntitlementTerms;
  /** The name in the target is to be another. */
  readonly renamed: boolean;
  /** Some role gives it. */
  readonly bundled: boolean;
  readonly isInformationOwner: boolean;
}

/**
 * A system owner may make an entitlement stricter by themselves; looser only its information owner. What a role gives
 * keeps its name in the target, and stays ordinary or privileged: else who holds it would hold something else.
 */
export function changeEntitlement(change: EntitlementChange): Refusal | null {
  const { name, now, next, bundled } = change;
  if (bundled && change.renamed)
    return refuse('bundled', `${name} is in a role: its name in the target cannot change.`, {
      pointer: '/externalName',
    });
  if (bundled && now.privileged !== next.privileged)
    return refuse('bundled', `${name} is in a role: whether it is privileged cannot change.`, {
      pointer: '/privileged',
    });
  const [field] = loosened(now, next);
  return field === undefined || change.isInformationOwner
    ? null
    : refuse('needs-information-owner', `To loosen ${name} takes the information owner.`, {
        pointer: `/${field}`,
      });
}
