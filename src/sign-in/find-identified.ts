import { Injectable } from '@nestjs/common';
import type { Reader } from '../platform/database.js';
import { PersonNumbers } from '../platform/person-numbers.js';
import { Refused } from '../platform/refused.js';
import type { ProvenIdentity } from './providers/identity-in-claims.js';
import { SignInStore } from './sign-in.store.js';

/** Who a proven identity is here: by HSA-id and by personal number, never by sub or e-mail. */
@Injectable()
export class FindIdentified {
  constructor(
    private readonly store: SignInStore,
    private readonly numbers: PersonNumbers,
  ) {}

  /**
   * A token that points to two persons points to nobody.
   * @returns the person, and by which of their identities: the session ends when HR takes that from them
   * @throws Refused unknown-person
   */
  async run(
    reader: Reader,
    { hsaIds, personalNumbers }: ProvenIdentity,
  ): Promise<{ personId: string; credential: string }> {
    const indexes = personalNumbers.map((number) => this.numbers.indexOf(number));
    const found = await this.store.personsBy(reader, hsaIds, indexes);
    const [first] = found;
    if (first && found.every(({ personId }) => personId === first.personId))
      return { personId: first.personId, credential: first.credential };
    throw Refused.because(
      'unknown-person',
      first
        ? 'The identity belongs to more than one person here.'
        : 'Nobody with this identity is known here.',
    );
  }
}
