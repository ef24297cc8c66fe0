import { Refused } from '../platform/refused.js';
import type { Refusal } from '../policy/model/refusal.js';

/** A sign-in that ended in nothing. The reference is on the page, in the log and in the audit entry. */
export class SignInRefused extends Refused {
  constructor(
    refusal: Refusal,
    readonly reference: string,
  ) {
    super(refusal);
    this.name = 'SignInRefused';
  }
}
