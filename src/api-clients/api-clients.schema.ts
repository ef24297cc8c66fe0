import { z } from 'zod';
import { whoSchema } from '../people/people.schema.js';
import { freeText } from '../platform/http/free-text.js';
import { dayOut, instant, page } from '../platform/http/returns.decorator.js';
import { apiAuthentications } from '../policy/api/api-client.js';
import { apiScopes } from '../policy/api/scopes.js';
import { isDay } from '../policy/model/day.js';

export const clientIdSchema = z.uuid();
const day = z.string().refine(isDay, 'is not a day as YYYY-MM-DD');
const keyText = z.string().trim().min(20).max(10_000);
const keyName = freeText(1, 60);
const address = z.string().trim().min(1).max(1000);

export const listQuerySchema = z.strictObject({ after: z.string().max(500).optional() });

export const registerSchema = z
  .strictObject({
    name: freeText(3, 80),
    purpose: freeText(10, 500),
    scopes: z.array(z.enum(apiScopes)).min(1),
    hrSource: z.string().max(100).nullable(),
    authentication: z.enum(apiAuthentications),
    ownerId: z.uuid(),
    expiresOn: day,
    /** Public: PEM or JWK; a certificate in PEM where the program proves itself by that. */
    key: keyText.optional(),
    keyName: keyName.optional(),
    /** Instead of a key: where the program publishes its own (RFC 7517). */
    jwksUri: address.optional(),
  })
  .superRefine((client, context) => {
    const missing = client.authentication === 'jwks' ? (['jwksUri'] as const) : (['key', 'keyName'] as const);
    const unfit = client.authentication === 'jwks' ? (['key', 'keyName'] as const) : (['jwksUri'] as const);
    for (const field of missing)
      if (client[field] === undefined)
        context.addIssue({
          code: 'custom',
          path: [field],
          message: `is missing for ${client.authentication}`,
        });
    for (const field of unfit)
      if (client[field] !== undefined)
        context.addIssue({ code: 'custom', path: [field], message: `is not for ${client.authentication}` });
  })
  .meta({ id: 'RegisterApiClient' });

export const changeSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('owner'), ownerId: z.uuid() }),
    z.strictObject({ kind: z.literal('extension'), expiresOn: day, reason: freeText(5, 500) }),
    z.strictObject({ kind: z.literal('key-added'), key: keyText, name: keyName }),
    z.strictObject({ kind: z.literal('key-removed'), keyId: z.uuid() }),
    z.strictObject({ kind: z.literal('keys-moved'), jwksUri: address, reason: freeText(5, 500) }),
    z.strictObject({ kind: z.literal('disabled'), reason: freeText(5, 500) }),
    z.strictObject({ kind: z.literal('enabled'), reason: freeText(5, 500) }),
  ])
  .meta({ id: 'ChangeApiClient' });

export const apiClientSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    purpose: z.string(),
    state: z.enum(['active', 'ownerless', 'expired', 'disabled']),
    scopes: z.array(z.enum(apiScopes)),
    hrSource: z.string().nullable(),
    authentication: z.enum(apiAuthentications),
    /** Where it publishes its keys; null: they are given to us. */
    jwksUri: z.string().nullable(),
    owner: whoSchema,
    ownerlessSince: dayOut.nullable(),
    expiresOn: dayOut,
    disabledReason: z.string().nullable(),
    lastUsedAt: instant.nullable(),
    lastUsedAddress: z.string().nullable(),
    createdAt: instant,
    keys: z.array(
      z.object({
        id: z.uuid(),
        name: z.string(),
        kind: z.string(),
        thumbprint: z.string(),
        addedAt: instant,
        lastUsedAt: instant.nullable(),
      }),
    ),
  })
  .meta({ id: 'ApiClient' });

export const apiClientListSchema = page(apiClientSchema)
  .extend({
    sources: z.array(z.object({ id: z.string(), name: z.string() })),
    tokenAddress: z.string(),
    longestDays: z.int(),
    ownerlessDays: z.int(),
    mayChange: z.boolean(),
  })
  .meta({ id: 'ApiClientList' });

/** OAuth 2.0 (RFC 6749 §4.4), with RFC 7523 or RFC 8705; its names, and no form but this. */
export const tokenRequestSchema = z.object({
  grant_type: z.string(),
  scope: z.string().max(500).optional(),
  client_id: z.string().max(100).optional(),
  client_assertion_type: z.string().max(200).optional(),
  client_assertion: z.string().max(10_000).optional(),
});

export const tokenSchema = z
  .object({
    access_token: z.string(),
    token_type: z.literal('Bearer'),
    expires_in: z.int(),
    scope: z.string(),
  })
  .meta({ id: 'AccessToken' });
