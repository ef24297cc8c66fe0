import type { PersonNumbers } from '../../platform/person-numbers.js';
import { tenDigitsOf } from '../../policy/lifecycle/person-number.js';

/**
 * A person's key as it is kept. Some HR systems know people by nothing but their personal number; keys are kept as they
 * are, shown and written in lists, so of such a one only a keyed digest is kept (H13.2.2), the same however it is written.
 */
export function keptKey(key: string, numbers: PersonNumbers): string {
  // No key of another length is a personal number, and most are not.
  if (key.length < 10 || key.length > 13) return key;
  const digits = tenDigitsOf(key);
  return digits === null ? key : `pn-${numbers.indexOf(`key ${digits}`).toString('base64url').slice(0, 22)}`;
}
