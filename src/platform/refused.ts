import { refuse, type Refusal, type RefusalCode } from '../policy/model/refusal.js';

/** What a verb throws when policy says no; one filter turns it into a problem document (RFC 9457). */
export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
    this.name = 'Refused';
  }

  static because(
    code: RefusalCode,
    message: string,
    more: { pointer?: string; facts?: Refusal['facts'] } = {},
  ): Refused {
    return new Refused(refuse(code, message, more));
  }
}
