import { may, type Ground } from '../authority/authority.js';
import { refuse, type Refusal } from '../model/refusal.js';

export interface TerminationScope {
  /** Employments that "Avsluta nu" would end. */
  readonly ends: readonly string[];
  /** Those that would go on, because somebody else leads them. */
  readonly stays: readonly string[];
}

/**
 * How far somebody's "Avsluta nu" reaches: HR and the security officer end the whole person, a manager the employments
 * that they lead. Without any ground the person is not even admitted to exist.
 * @param running the person's employments that are not over
 * @param led of these, the ones the actor leads
 */
export function terminationScope(
  rights: ReadonlySet<Ground>,
  running: readonly string[],
  led: ReadonlySet<string>,
  isSelf: boolean,
): TerminationScope | Refusal {
  if (isSelf) return refuse('own-termination', 'Nobody ends their own employment here: another person must.');
  if (may('person.terminate', rights, 'person') === null) return { ends: running, stays: [] };
  const foreign = may('person.terminate', new Set(led.size > 0 ? ['manager'] : []), 'person');
  if (foreign) return foreign;
  return { ends: running.filter((id) => led.has(id)), stays: running.filter((id) => !led.has(id)) };
}
