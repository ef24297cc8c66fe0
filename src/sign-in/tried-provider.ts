import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../platform/clock.js';
import type { IdentityProviderConfig } from '../platform/config-identity-providers.js';
import { Database } from '../platform/database.js';
import { PersonNumbers } from '../platform/person-numbers.js';
import { Refused } from '../platform/refused.js';
import { assuranceOfSignIn } from '../policy/assurance/assurance-of-sign-in.js';
import { shownClaims } from '../policy/assurance/shown-claims.js';
import { isRefusal } from '../policy/model/refusal.js';
import { FindIdentified } from './find-identified.js';
import type { FlowSecrets } from './providers/authorization-parameters.js';
import type { ProvenIdentity } from './providers/identity-in-claims.js';
import { IdentityProviders, wordsOf } from './providers/identity-providers.js';

const triedSchema = z.object({
  testerId: z.string(),
  provider: z.string(),
  at: z.iso.datetime(),
  /** Null when all went well; else the code of the first thing that would have stopped a sign-in. */
  failure: z.string().nullable(),
  /** What the provider or its token did wrong, in words without values. */
  detail: z.string().nullable(),
  level: z.int().nullable(),
  method: z.string().nullable(),
  authenticatedAt: z.string().nullable(),
  personId: z.string().nullable(),
  claims: z.array(z.object({ from: z.enum(['id_token', 'userinfo']), name: z.string(), shown: z.string() })),
});
export type Tried = z.output<typeof triedSchema>;

/** A cookie holds 4 kB, and sealing and base64 take a third of it. */
const mostBytes = 2600;

/**
 * A sign-in that signs nobody in: what the provider returned and what would have come of it. It goes sealed to the
 * browser of whoever tries and is stored nowhere.
 */
@Injectable()
export class TriedProvider {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly providers: IdentityProviders,
    private readonly identified: FindIdentified,
    private readonly numbers: PersonNumbers,
  ) {}

  async run(
    provider: IdentityProviderConfig,
    parameters: URLSearchParams,
    secrets: FlowSecrets,
    testerId: string,
  ): Promise<string> {
    const tried: Tried = {
      testerId,
      provider: provider.id,
      at: this.clock.now().toISOString(),
      failure: null,
      detail: null,
      level: null,
      method: null,
      authenticatedAt: null,
      personId: null,
      claims: [],
    };
    try {
      await this.#look(provider, await this.providers.exchangeOrFail(provider, parameters, secrets), tried);
    } catch (error) {
      const { refusal } = this.providers.refusalFor(error, provider);
      tried.failure = refusal.code;
      tried.detail = error instanceof Refused ? refusal.message : wordsOf(error);
    }
    while (Buffer.byteLength(JSON.stringify(tried)) > mostBytes && tried.claims.length > 0)
      tried.claims.pop();
    return this.numbers.seal(JSON.stringify(tried)).toString('base64url');
  }

  /** Null when it was not sealed here, or for somebody else. */
  open(sealed: string, testerId: string): Tried | null {
    try {
      const opened: unknown = JSON.parse(
        this.numbers.open(Buffer.from(sealed, 'base64url')).toString('utf8'),
      );
      const tried = triedSchema.parse(opened);
      return tried.testerId === testerId ? tried : null;
    } catch {
      return null;
    }
  }

  async #look(provider: IdentityProviderConfig, identity: ProvenIdentity, tried: Tried): Promise<void> {
    const shows = [
      ...(provider.claims.hsaId ?? []),
      ...provider.levels.flatMap((rule) => (rule.claims ?? []).map(({ at }) => at)),
    ];
    tried.claims = [
      ...shownClaims(identity.idTokenClaims, shows).map((one) => ({ from: 'id_token' as const, ...one })),
      ...shownClaims(identity.aboutPerson, shows).map((one) => ({ from: 'userinfo' as const, ...one })),
    ];
    tried.authenticatedAt =
      typeof identity.authTime === 'number' && Number.isSafeInteger(identity.authTime)
        ? new Date(identity.authTime * 1000).toISOString()
        : null;
    const assurance = assuranceOfSignIn(provider.levels, identity.stated);
    if (isRefusal(assurance)) {
      const { has } = assurance.facts ?? {};
      tried.level = typeof has === 'number' ? has : null;
      tried.failure = assurance.code;
      tried.detail = assurance.message;
    } else {
      tried.level = assurance.level;
      tried.method = provider.methods[assurance.acr] ?? assurance.method ?? provider.name;
    }
    try {
      tried.personId = (await this.identified.run(this.database, identity)).personId;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      tried.failure ??= error.refusal.code;
      tried.detail ??= error.refusal.message;
    }
  }
}
