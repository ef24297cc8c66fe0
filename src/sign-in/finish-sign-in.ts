import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { RecordEntries } from '../audit/record-entries.js';
import { Clock } from '../platform/clock.js';
import type { IdentityProviderConfig } from '../platform/config-identity-providers.js';
import { Database } from '../platform/database.js';
import { Metrics } from '../platform/metrics.js';
import { PersonNumbers } from '../platform/person-numbers.js';
import { Refused } from '../platform/refused.js';
import { assuranceOfSignIn, momentOfSignIn } from '../policy/assurance/assurance-of-sign-in.js';
import { generalLevel } from '../policy/assurance/required-assurance.js';
import type { Level } from '../policy/model/actor.js';
import { isRefusal } from '../policy/model/refusal.js';
import { flowMinutes } from './begin-sign-in.js';
import { FindIdentified } from './find-identified.js';
import { ProviderIdentity } from './provider-identity.js';
import { ProviderLogoutStore } from './provider-logout.store.js';
import { allowedAge } from './providers/authorization-parameters.js';
import type { ProvenIdentity } from './providers/identity-in-claims.js';
import { IdentityProviders } from './providers/identity-providers.js';
import { digestOf } from './secrets.js';
import { SignInRefused } from './sign-in-refused.js';
import { SignInStore, type StoredFlow } from './sign-in.store.js';
import { StartSession } from './start-session.js';
import { TriedProvider } from './tried-provider.js';

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

/** Where the browser goes next, and what it takes along. */
export type Finished =
  | { kind: 'session'; secret: string; provider: string; returnTo: string }
  /** A provider was tried out: sealed, for the page that shows it. */
  | { kind: 'tried'; sealed: string; returnTo: string };

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
    private readonly identified: FindIdentified,
    private readonly identity: ProviderIdentity,
    private readonly logouts: ProviderLogoutStore,
    private readonly tried: TriedProvider,
    private readonly numbers: PersonNumbers,
    private readonly metrics: Metrics,
  ) {}

  /**
   * @returns the new session's secret for the cookie, and where to go
   * @throws SignInRefused sign-in-expired, sign-in-cancelled, provider-error, level-too-low, unknown-person,
   *   no-employment, on-leave
   */
  async run(callback: Callback): Promise<Finished> {
    const known: Known = { provider: null, personId: null };
    try {
      const flow = await this.#takeFlow(callback.flowSecret);
      known.provider = flow.provider;
      const provider = this.providers.find(flow.provider);
      if (flow.testerId !== null)
        return {
          kind: 'tried',
          sealed: await this.tried.run(provider, callback.parameters, flow, flow.testerId),
          returnTo: flow.returnTo,
        };
      const identity = await this.providers.exchange(provider, callback.parameters, flow);
      const reached = this.#reached(provider, identity, flow);
      const { personId, credential } = await this.identified.run(this.database, identity);
      known.personId = personId;
      const who = { personId, credentialId: credential, ...reached };
      const secret = await this.#startSession(callback, provider, identity, who);
      this.#count(known, 'started');
      return { kind: 'session', secret, provider: provider.id, returnTo: flow.returnTo };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#count(known, error.refusal.code);
      throw await this.#recordRefusal(error, known, callback.address);
    }
  }

  /** What was demanded when the sign-in was begun is checked again by what the token says was done. */
  #reached(
    provider: IdentityProviderConfig,
    { stated, authTime }: ProvenIdentity,
    flow: StoredFlow,
  ): { level: Level; acr: string; method: string; authenticatedAt: Date } {
    const assurance = assuranceOfSignIn(provider.levels, stated, flow.demandedLevel ?? generalLevel);
    if (isRefusal(assurance)) throw new Refused(assurance);
    const authenticatedAt = momentOfSignIn(
      authTime,
      {
        maxAge: allowedAge(provider, flow.maxAge),
        asked: new Date(flow.expiresAt.getTime() - flowMinutes * 60_000),
        asksEveryTime: provider.asksEveryTime,
      },
      this.clock.now(),
    );
    if (isRefusal(authenticatedAt)) throw new Refused(authenticatedAt);
    const { level, acr, method } = assurance;
    return { level, acr, method: provider.methods[acr] ?? method ?? provider.name, authenticatedAt };
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

  #startSession(
    { sessionSecret, address, userAgent }: Callback,
    provider: IdentityProviderConfig,
    identity: ProvenIdentity,
    reached: {
      personId: string;
      credentialId: string;
      level: Level;
      acr: string;
      method: string;
      authenticatedAt: Date;
    },
  ): Promise<string> {
    const { idToken, personalNumbers, issuedAt } = identity;
    // Kept as the hint for signing out at the provider, which goes in an address: not with a personal number in it.
    const hint = personalNumbers.length === 0 ? idToken : null;
    const whose = this.identity.of(provider, identity);
    return this.database.transaction(async (tx) => {
      const [, isOver] = await tx.together(
        () => this.logouts.lock(tx, whose),
        () => this.logouts.isOver(tx, whose, new Date(issuedAt * 1000)),
      );
      if (isOver)
        throw Refused.because('sign-in-expired', `${provider.name} has told that this sign-in is over.`);
      return this.startSession.run(tx, {
        ...reached,
        kind: 'oidc',
        provider: provider.id,
        ...(whose.sid === null ? {} : { providerSid: whose.sid }),
        ...(whose.subject === null ? {} : { providerSubject: whose.subject }),
        idTokenSealed: hint === null ? null : this.numbers.seal(hint),
        address,
        device: userAgent ?? null,
        replaces: sessionSecret,
      });
    });
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
