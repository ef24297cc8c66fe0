import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../../audit/record-entries.js';
import { TellPeople } from '../../notices/tell-people.js';
import { ReadRightsHeld } from '../../people/read-rights-held.js';
import { Clock } from '../../platform/clock.js';
import { Database, type Tx } from '../../platform/database.js';
import { Refused } from '../../platform/refused.js';
import {
  countingFailures,
  failuresUntilDisabled,
  mayTry,
  type AttemptSubject,
} from '../../policy/credentials/attempts.js';
import { AttemptsStore, type AttemptKey } from './attempts.store.js';

/** Who or what is guessed at, and from where. */
export interface Attempt {
  personId: string | null;
  /** What was written where nobody is known by it. */
  name: string;
  address: string | null;
}

/**
 * One counter for everything that can be guessed of a person (password, code, recovery code), and one for the address.
 * An attempt is counted before it is judged and in a transaction of its own: of many at once all are counted.
 */
@Injectable()
export class CountAttempts {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: AttemptsStore,
    private readonly rights: ReadRightsHeld,
    private readonly tell: TellPeople,
    private readonly audit: RecordEntries,
  ) {}

  /** @throws Refused too-many-attempts, sign-in-locked; then it is not counted */
  async begin(attempt: Attempt): Promise<void> {
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const counters = [];
      for (const key of keysOf(attempt)) {
        const attempts = await this.store.lock(tx, key, now);
        const refusal = mayTry(key.subject, attempts, now);
        if (refusal) throw new Refused(refusal);
        counters.push({ key, failures: countingFailures(key.subject, attempts, now) });
      }
      for (const { key, failures } of counters) await this.store.set(tx, key, failures + 1, now);
    });
  }

  /** It was right: the person's count starts anew. The address's loses this one attempt only. */
  async succeeded(tx: Tx, attempt: Attempt): Promise<void> {
    for (const key of keysOf(attempt))
      if (key.subject === 'address') await this.store.takeBack(tx, key);
      else await this.store.clear(tx, key);
  }

  /** It could not be judged. */
  async undo(attempt: Attempt): Promise<void> {
    await this.database.transaction(async (tx) => {
      for (const key of keysOf(attempt)) await this.store.takeBack(tx, key);
    });
  }

  /** It was wrong: the hundredth in a row shuts it, until an administrator opens it. */
  async failed(attempt: Attempt): Promise<void> {
    const { personId } = attempt;
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      for (const key of keysOf(attempt)) {
        if (key.subject === 'address') continue;
        const isShut = await this.store.disable(tx, key, failuresUntilDisabled, now);
        if (!isShut || personId === null) continue;
        await this.audit.run(tx, { kind: 'system', name: 'sign-in', channel: 'web' }, [
          { action: 'sign-in.locked', personId, detail: { failures: failuresUntilDisabled } },
        ]);
        const told = await this.rights.holders(tx, ['security', 'it'], now);
        await this.tell.run(
          tx,
          [...new Set([personId, ...told])].map((to) => ({
            to,
            kind: 'sign-in-locked' as const,
            about: personId,
          })),
        );
      }
    });
  }

  /** Whether only an administrator can open it. */
  async isLocked(tx: Tx, personId: string): Promise<boolean> {
    return (await this.store.read(tx, keyOf('person', personId)))?.disabledAt instanceof Date;
  }

  /** @returns whether there was anything to open */
  async open(tx: Tx, personId: string): Promise<boolean> {
    return this.store.clear(tx, keyOf('person', personId));
  }
}

function keysOf({ personId, name, address }: Attempt): AttemptKey[] {
  // Always in the same order, so that two attempts never wait for each other.
  return [
    ...(address === null ? [] : [keyOf('address', address)]),
    personId === null ? keyOf('name', name.normalize('NFC').toLowerCase()) : keyOf('person', personId),
  ];
}

function keyOf(subject: AttemptSubject, value: string): AttemptKey {
  return { subject, key: createHash('sha256').update(`${subject}\0${value}`).digest() };
}
