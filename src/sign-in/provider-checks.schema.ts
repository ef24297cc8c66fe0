import { z } from 'zod';
import { whoSchema } from '../people/people.schema.js';
import { instant } from '../platform/http/returns.decorator.js';
import { findingCodes } from '../policy/assurance/provider-findings.js';

export const providerIdSchema = z.string().regex(/^[a-z0-9-]{1,100}$/);

const ruleSchema = z.object({
  level: z.int(),
  /** What must hold, in the provider's own words: `acr = …`, `idp = sbid`. */
  conditions: z.array(z.string()),
  method: z.string().nullable(),
});

export const providerSetUpSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    icon: z.enum(['card', 'phone', 'key']),
    preset: z.string().nullable(),
    issuer: z.string(),
    clientId: z.string(),
    clientAuthentication: z.string(),
    requestObject: z.enum(['none', 'signed']),
    userinfo: z.enum(['none', 'plain', 'signed']),
    scope: z.string(),
    demandBy: z.enum(['acr_values', 'claims', 'none']),
    /** What would be asked for. */
    demanded: z.array(z.string()),
    prompt: z.string().nullable(),
    maxAge: z.int().nullable(),
    rules: z.array(ruleSchema),
    identifiedBy: z.array(z.string()),
  })
  .meta({ id: 'ProviderSetUp' });

export const providerSetUpsSchema = z
  .object({
    items: z.array(providerSetUpSchema),
    next: z.null(),
    /** What a provider needs to know of us. */
    ours: z.object({
      callback: z.string(),
      signedOut: z.string(),
      backChannelLogout: z.string(),
      jwks: z.string(),
    }),
    mayTest: z.boolean(),
  })
  .meta({ id: 'ProviderSetUps' });

export const providerCheckSchema = z
  .object({
    at: instant,
    milliseconds: z.int(),
    /** Null when it answered; else what went wrong. */
    failure: z.string().nullable(),
    findings: z.array(
      z.object({
        code: z.enum(findingCodes),
        weight: z.enum(['wrong', 'weak']),
        what: z.string().nullable(),
      }),
    ),
    endpoints: z.array(z.object({ name: z.string(), address: z.string() })),
    algorithms: z.array(z.string()),
    keys: z.array(z.object({ kid: z.string(), kind: z.string(), use: z.string() })),
  })
  .meta({ id: 'ProviderCheck' });

export const providerTestSchema = z.object({ url: z.string() }).meta({ id: 'ProviderTest' });

export const triedSchema = z
  .object({
    tried: z
      .object({
        provider: z.string(),
        at: instant,
        failure: z.string().nullable(),
        detail: z.string().nullable(),
        level: z.int().nullable(),
        method: z.string().nullable(),
        authenticatedAt: instant.nullable(),
        person: whoSchema.nullable(),
        claims: z.array(
          z.object({ from: z.enum(['id_token', 'userinfo']), name: z.string(), shown: z.string() }),
        ),
      })
      .nullable(),
  })
  .meta({ id: 'TriedProvider' });
