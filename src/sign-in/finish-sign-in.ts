import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { Clock } from '../platform/clock.js';
import type { IdentityProviderConfig } from '../platform/config.js';
import { Database } from '../platform/database.js';
import { Metrics } from '../platform/metrics.js';
import { PersonNumbers } from '../platform/person-numbers.js';
import { Refused } from '../platform/refused.js';
import { assuranceOfSignIn } from '../policy/assurance/assurance-of-sign-in.js';
import type { Level } from '../policy/model/actor.js';
import { isRefusal } from '../policy/model/refusal.js';
import { IdentityProviders, type ProvenIdentity } from './identity-providers.js';
import { digestOf } from './secrets.js';
import { SignInRefused } from './sign-in-refused.js';
import { SignInStore, type StoredFlow } from './sign-in.store.js';
import { StartSession } from './start-session.js';

export interface Callback {
  parameters: URLSearchParams;
  /** The cookie of the begun sign-in, if the browser has one. */
  flowSecret: string | undefined;
  /** The cookie of an earlier session, if the browser has one. */
  sessionSecret: string | undefined;
  address: string;
  userAgent: string | undefined;
}

/** What is known so far, for the audit entry of a refusal. */
interface Known {
  provider: string | null;
  personId: string | null;
}

/** Turns a provider's answer into a session of its own, or refuses and says so in the audit log. */
@Injectable()
export class FinishSignIn {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: SignInStore,
    private readonly audit: RecordEntries,
    private readonly providers: IdentityProviders,
    private readonly startSession: StartSession,
    private readonly numbers: PersonNumbers,
    private readonly metrics: Metrics,
  ) {}

  /**
   * @returns the new session's secret for the cookie, and where to go
   * @throws SignInRefused sign-in-expired, sign-in-cancelled, provider-error, level-too-low, unknown-person,
   *   no-employment, on-leave
   */
  async run(callback: Callback): Promise<{ secret: string; returnTo: string }> {
    const known: Known = { provider: null, personId: null };
    try {
      const flow = await this.#takeFlow(callback.flowSecret);
      known.provider = flow.provider;
      const provider = this.providers.find(flow.provider);
      const identity = await this.providers.exchange(provider, callback.parameters, flow);
      const assurance = assuranceOfSignIn(provider.levels, identity.acr);
      if (isRefusal(assurance)) throw new Refused(assurance);
      const personId = await this.#personOf(identity);
      known.personId = personId;
      const secret = await this.#startSession(callback, provider, identity, { personId, ...assurance });
      this.#count(known, 'started');
      return { secret, returnTo: flow.returnTo };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#count(known, error.refusal.code);
      throw await this.#recordRefusal(error, known, callback.address);
    }
  }

  async #takeFlow(secret: string | undefined): Promise<StoredFlow> {
    const flow = secret && (await this.store.takeFlow(this.database, digestOf(secret), this.clock.now()));
    if (!flow)
      throw Refused.because(
        'sign-in-expired',
        'The sign-in was not begun in this browser, took too long or was used already.',
      );
    return flow;
  }

  /** By HSA-id and by personal number; a token that points to two persons points to nobody. */
  async #personOf({ hsaId, personalNumbers }: ProvenIdentity): Promise<string> {
    const indexes = personalNumbers.map((number) => this.numbers.indexOf(number));
    const { byHsaId, byNumber } = await this.store.personsBy(this.database, hsaId, indexes);
    const [personId, ...others] = new Set([...byHsaId, ...byNumber]);
    if (personId !== undefined && others.length === 0) return personId;
    throw Refused.because(
      'unknown-person',
      personId === undefined
        ? 'Nobody with this identity is known here.'
        : 'The identity belongs to more than one person here.',
    );
  }

  #startSession(
    { sessionSecret, address, userAgent }: Callback,
    provider: IdentityProviderConfig,
    { idToken, personalNumbers }: ProvenIdentity,
    reached: { personId: string; level: Level; acr: string },
  ): Promise<string> {
    // Kept as the hint for signing out at the provider, which goes in an address: not with a personal number in it.
    const keepsToken = personalNumbers.length === 0;
    return this.database.transaction((tx) =>
      this.startSession.run(tx, {
        ...reached,
        kind: 'oidc',
        provider: provider.id,
        method: provider.methods[reached.acr] ?? provider.name,
        idTokenSealed: keepsToken ? this.numbers.seal(idToken) : null,
        address,
        device: userAgent ?? null,
        replaces: sessionSecret,
      }),
    );
  }

  async #recordRefusal({ refusal }: Refused, known: Known, address: string): Promise<SignInRefused> {
    const reference = randomUUID();
    await this.database.transaction((tx) =>
      this.audit.run(tx, { kind: 'system', name: 'sign-in', channel: 'web' }, [
        {
          action: 'sign-in.refused',
          personId: known.personId,
          reason: refusal.code,
          detail: { provider: known.provider, reference, address, ...refusal.facts },
        },
      ]),
    );
    return new SignInRefused(refusal, reference);
  }

  #count({ provider }: Known, outcome: string): void {
    this.metrics.count('grindvakt_sign_ins_total', 'Sign-ins by provider and outcome', {
      provider: provider ?? 'none',
      outcome,
    });
  }
}
