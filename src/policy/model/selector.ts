import type { Employment, EmploymentKind } from './people.js';

/**
 * The one structured condition used everywhere (birthright, eligibility, suggestions). Every stated field must
 * hold; a list holds when one of its values does. An empty selector matches everyone in force.
 */
export interface PeopleSelector {
  /** Unit codes; the unit itself and everything below it. */
  readonly unitsBelow?: readonly string[];
  readonly unitKinds?: readonly string[];
  /** AID codes; a code ending in `*` is a prefix (`2070*`). */
  readonly titleCodes?: readonly string[];
  readonly employmentKinds?: readonly EmploymentKind[];
}

export function selects(selector: PeopleSelector, employment: Employment): boolean {
  const { unitsBelow, unitKinds, titleCodes, employmentKinds } = selector;
  if (unitsBelow && !unitsBelow.some((code) => employment.unitPath.includes(`/${code}/`))) return false;
  if (unitKinds && !unitKinds.includes(employment.unitKind)) return false;
  if (employmentKinds && !employmentKinds.includes(employment.kind)) return false;
  if (titleCodes && !titleCodes.some((code) => matchesCode(code, employment.titleCode))) return false;
  return true;
}

function matchesCode(pattern: string, code: string | null): boolean {
  if (code === null) return false;
  return pattern.endsWith('*') ? code.startsWith(pattern.slice(0, -1)) : code === pattern;
}
