import type { Employment } from '../model/people.js';
import { selects, type PeopleSelector } from '../model/selector.js';

/** Whether a role may be asked for on an employment: everything that it holds must allow it. */
export function mayBeAskedFor(
  role: { readonly askableByAll: readonly PeopleSelector[] },
  employment: Employment,
): boolean {
  return role.askableByAll.every((selector) => selects(selector, employment));
}
