import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { Database } from '../platform/database.js';
import { Metrics } from '../platform/metrics.js';
import type { Refused } from '../platform/refused.js';
import { SignInRefused } from './sign-in-refused.js';

/** How somebody tried to come in, as far as it is known. */
export interface TriedSignIn {
  /** Passkey, password-and-code, emergency, invitation. */
  method: string;
  personId: string | null;
  address: string | null;
}

/** Puts a refused attempt on record, under the reference that the answer carries (H15.9.2: denied attempts). */
@Injectable()
export class RecordRefused {
  constructor(
    private readonly database: Database,
    private readonly audit: RecordEntries,
    private readonly metrics: Metrics,
  ) {}

  async run({ refusal }: Refused, { method, personId, address }: TriedSignIn): Promise<SignInRefused> {
    const reference = randomUUID();
    await this.database.transaction((tx) =>
      this.audit.run(tx, { kind: 'system', name: 'sign-in', channel: 'web' }, [
        {
          action: 'sign-in.refused',
          personId,
          reason: refusal.code,
          detail: { method, reference, address, ...refusal.facts },
        },
      ]),
    );
    this.count(method, refusal.code);
    return new SignInRefused(refusal, reference);
  }

  count(method: string, outcome: string): void {
    this.metrics.count('grindvakt_sign_ins_total', 'Sign-ins by provider and outcome', {
      provider: method,
      outcome,
    });
  }
}
