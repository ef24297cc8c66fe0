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

  /** A token that points to two persons points to nobody. @throws Refused unknown-person */
  async run(reader: Reader, { hsaIds, personalNumbers }: ProvenIdentity): Promise<string> {
    const indexes = personalNumbers.map((number) => this.numbers.indexOf(number));
    const { byHsaId, byNumber } = await this.store.personsBy(reader, hsaIds, indexes);
    const [personId, ...others] = new Set([...byHsaId, ...byNumber]);
    if (personId !== undefined && others.length === 0) return personId;
    throw Refused.because(
      'unknown-person',
      personId === undefined
        ? 'Nobody with this identity is known here.'
        : 'The identity belongs to more than one person here.',
    );
  }

  /** By which of the person's identities: the session ends when HR takes it from them. */
  async credential(
    reader: Reader,
    personId: string,
    { hsaIds, personalNumbers }: ProvenIdentity,
  ): Promise<string | undefined> {
    const indexes = personalNumbers.map((number) => this.numbers.indexOf(number));
    return this.store.credentialOf(reader, personId, hsaIds, indexes);
  }
}
