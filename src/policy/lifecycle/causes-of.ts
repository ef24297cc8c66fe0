import type { Grant, SuspensionCause } from '../model/access.js';
import type { Day } from '../model/day.js';
import type { Employment } from '../model/people.js';
import type { PersonFacts } from './person-facts.js';
import { leaveSuspends } from './rest-for-leave.js';
import { isOffShift } from './plan-shift.js';
import { lacksPrerequisite } from './prerequisites.js';

/** What the rules look at: of a grant that is about to open there is no more than this. */
type Resting = Pick<Grant, 'personId' | 'employmentId' | 'roleId' | 'unitId' | 'source'>;
type Cause = (person: PersonFacts, employment: Employment, grant: Resting, today: Day) => boolean;

/** Every cause and the one rule that says when it holds; each rule has a file of its own. */
const rules: Partial<Record<SuspensionCause, Cause>> = {
  leave: (person, employment, _grant, today) => leaveSuspends(employment.leave, person.terms.leave, today),
  'off-shift': isOffShift,
  prerequisite: lacksPrerequisite,
};

/** Why a grant on an employment in force should rest today; empty when it should work. */
export function causesOf(
  person: PersonFacts,
  employment: Employment,
  grant: Resting,
  today: Day,
): ReadonlySet<SuspensionCause> {
  const found = new Set<SuspensionCause>();
  for (const [cause, holds] of Object.entries(rules) as [SuspensionCause, Cause][])
    if (holds(person, employment, grant, today)) found.add(cause);
  return found;
}
