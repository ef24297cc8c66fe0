import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { RecordEntries } from '../audit/record-entries.js';
import { ReadRightsHeld } from '../people/read-rights-held.js';
import { ReadWho } from '../people/read-who.js';
import { Clock } from '../platform/clock.js';
import type { Config } from '../platform/config.js';
import { configToken } from '../platform/config-token.js';
import type { IdentityProviderConfig } from '../platform/config-identity-providers.js';
import { Database } from '../platform/database.js';
import type { Language } from '../platform/http/language.decorator.js';
import { Refused } from '../platform/refused.js';
import { acceptedAcrs, highestLevel, type LevelRule } from '../policy/assurance/assurance-of-sign-in.js';
import { providerFindings } from '../policy/assurance/provider-findings.js';
import { generalLevel } from '../policy/assurance/required-assurance.js';
import { may, type Ground } from '../policy/authority/authority.js';
import type { PersonActor } from '../policy/model/actor.js';
import { BeginSignIn } from './begin-sign-in.js';
import type {
  providerCheckSchema,
  providerSetUpSchema,
  providerSetUpsSchema,
  triedSchema,
} from './provider-checks.schema.js';
import { IdentityProviders, wordsOf } from './providers/identity-providers.js';
import { lookAtProvider } from './providers/look-at-provider.js';
import { TriedProvider } from './tried-provider.js';

/** Looks whether an identity provider is set up right, without signing anybody in and without keeping anything. */
@Injectable()
export class CheckProvider {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly rights: ReadRightsHeld,
    private readonly who: ReadWho,
    private readonly audit: RecordEntries,
    private readonly providers: IdentityProviders,
    private readonly begin: BeginSignIn,
    private readonly tried: TriedProvider,
    @Inject(configToken) private readonly config: Config,
  ) {}

  /** How each is configured, and what it needs to know of us. @throws Refused not-allowed */
  async list(actor: PersonActor): Promise<z.input<typeof providerSetUpsSchema>> {
    const held = await this.#allow(actor, 'provider.read');
    const ours = (path: string): string => new URL(path, this.config.http.publicUrl).href;
    return {
      items: this.config.identityProviders.map(setUpOf),
      next: null,
      ours: {
        callback: this.providers.callback,
        signedOut: ours('/'),
        backChannelLogout: ours('/api/auth/backchannel-logout'),
        jwks: ours('/api/auth/jwks'),
      },
      mayTest: may('provider.test', held, 'provider') === null,
    };
  }

  /** Asks the provider anew what it is. @throws Refused not-allowed, not-found */
  async look(actor: PersonActor, id: string): Promise<z.input<typeof providerCheckSchema>> {
    await this.#allow(actor, 'provider.test');
    const provider = this.providers.find(id);
    const began = performance.now();
    const at = this.clock.now().toISOString();
    const took = (): number => Math.round(performance.now() - began);
    try {
      const seen = await lookAtProvider((await this.providers.ask(provider)).serverMetadata());
      const findings = providerFindings(seen.facts, {
        ...provider,
        acrs: acceptedAcrs(provider.levels),
        scopes: provider.scope.split(' '),
        claims: [...(provider.claims.hsaId ?? []), ...provider.claims.personalNumber].filter(
          (name) => !name.startsWith('/'),
        ),
        highestLevel: highestLevel(provider.levels),
        neededLevel: generalLevel,
      });
      const { endpoints, algorithms, keys } = seen;
      return { at, milliseconds: took(), failure: null, findings, endpoints, algorithms, keys };
    } catch (error) {
      const nothing = { findings: [], endpoints: [], algorithms: [], keys: [] };
      return { at, milliseconds: took(), failure: wordsOf(error), ...nothing };
    }
  }

  /** Begins a sign-in that only tries the provider out; that it was tried is on record, and nothing of what came. */
  async try(actor: PersonActor, id: string): Promise<{ url: string; secret: string }> {
    await this.#allow(actor, 'provider.test');
    const begun = await this.begin.run({
      provider: this.providers.find(id).id,
      return: `/inloggningstjanster?provad=${id}`,
      fresh: true,
      testerId: actor.personId,
    });
    await this.database.transaction((tx) =>
      this.audit.run(tx, actor, [{ action: 'provider.tried', personId: null, detail: { provider: id } }]),
    );
    return begun;
  }

  /** What came of it, from the tester's own browser. */
  async result(
    actor: PersonActor,
    sealed: string | undefined,
    language: Language,
  ): Promise<z.input<typeof triedSchema>> {
    const standing = await this.#allow(actor, 'provider.test');
    const tried = sealed === undefined ? null : this.tried.open(sealed, actor.personId);
    if (!tried) return { tried: null };
    const { testerId: _, personId, ...shown } = tried;
    const viewer = { personId: actor.personId, standing, today: this.clock.today(), language };
    const who = personId === null ? null : (await this.who.run(this.database, viewer, [personId]))(personId);
    return {
      tried: { ...shown, person: who && { id: who.id, name: who.name, protected: who.protected } },
    };
  }

  async #allow(actor: PersonActor, verb: 'provider.read' | 'provider.test'): Promise<Set<Ground>> {
    const held = await this.rights.run(this.database, actor.personId, this.clock.now());
    const refusal = may(verb, held, 'provider');
    if (refusal) throw new Refused(refusal);
    return held;
  }
}

function setUpOf(provider: IdentityProviderConfig): z.input<typeof providerSetUpSchema> {
  const { id, name, icon, issuer, clientId, clientAuthentication, requestObject, userinfo, scope, demandBy } =
    provider;
  return {
    id,
    name,
    icon,
    preset: provider.preset ?? null,
    issuer,
    clientId,
    clientAuthentication,
    requestObject,
    userinfo,
    scope,
    demandBy,
    demanded: acceptedAcrs(provider.levels),
    prompt: provider.prompt ?? null,
    maxAge: provider.maxAge ?? null,
    rules: provider.levels.map((rule) => ({
      level: rule.level,
      conditions: conditionsOf(rule),
      method: rule.method ?? null,
    })),
    identifiedBy: [...(provider.claims.hsaId ?? []), ...provider.claims.personalNumber],
  };
}

function conditionsOf({ acr, amr, claims }: LevelRule): string[] {
  return [
    ...(acr === undefined ? [] : [`acr = ${acr.join(' | ')}`]),
    ...(amr === undefined ? [] : [`amr ⊇ ${amr.join(', ')}`]),
    ...(claims ?? []).map(({ at, oneOf }) => `${at} = ${oneOf.join(' | ')}`),
  ];
}
