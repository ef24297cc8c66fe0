import { z } from 'zod';
import { presets, withPreset } from './identity-provider-presets.js';

const level = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]);
const texts = z.union([
  z
    .string()
    .min(1)
    .transform((one) => [one]),
  z.array(z.string().min(1)).min(1),
]);

/** What one kind of sign-in is worth; every condition that is stated must hold. */
const levelRule = z
  .strictObject({
    acr: texts.optional(),
    amr: texts.optional(),
    /** Claim → the values that count; a name that begins with a slash is a JSON pointer. */
    claims: z.record(z.string().min(1), texts).optional(),
    level,
    /** What to ask for to get it, where that is not the acr. */
    ask: z.string().min(1).optional(),
    method: z.string().min(1).optional(),
  })
  .refine(
    ({ acr, amr, claims }) => acr !== undefined || amr !== undefined || Object.keys(claims ?? {}).length > 0,
    'states neither acr, amr nor claims: it would fit every sign-in',
  )
  .transform(({ claims, ...rule }) => ({
    ...rule,
    ...(claims === undefined ? {} : { claims: Object.entries(claims).map(([at, oneOf]) => ({ at, oneOf })) }),
  }));

/** `{acr: level}`, or a list of rules of which the first that fits decides. */
const levels = z.unknown().transform((stated, context): z.output<typeof levelRule>[] => {
  const read = Array.isArray(stated)
    ? z.array(levelRule).safeParse(stated)
    : z
        .record(z.string().min(1), level)
        .transform((table) => Object.entries(table).map(([acr, worth]) => ({ acr: [acr], level: worth })))
        .safeParse(stated);
  if (read.success) return read.data;
  for (const { path, message } of read.error.issues) context.addIssue({ code: 'custom', path, message });
  return [];
});

/** Set by us for each sign-in: stated in the configuration they would undo it. */
const ours = new Set([
  'client_id',
  'redirect_uri',
  'response_type',
  'response_mode',
  'scope',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'claims',
  'acr_values',
  'prompt',
  'max_age',
  'request',
  'request_uri',
  'login_hint',
  'id_token_hint',
  'client_secret',
  'code_verifier',
]);

export const idTokenAlgorithms = [
  'RS256',
  'PS256',
  'ES256',
  'ES384',
  'RS384',
  'RS512',
  'PS384',
  'PS512',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const;

const identityProvider = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]+$/, 'lower-case letters, digits and hyphens'),
    preset: z
      .string()
      .refine((name) => Object.hasOwn(presets, name), `one of ${Object.keys(presets).join(', ')}`)
      .optional(),
    name: z.string().min(1),
    /** The picture beside the name on the sign-in page. */
    icon: z.enum(['card', 'phone', 'key']).default('card'),
    issuer: z.url(),
    clientId: z.string().min(1),
    /** Of the three methods that use one. */
    clientSecret: z.string().min(1).optional(),
    clientAuthentication: z
      .enum(['client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt'])
      .default('client_secret_basic'),
    /** The key of `clientKeys` that signs, where there are several. */
    signingKey: z.string().optional(),
    /** `signed`: the request is a JWT of ours (RFC 9101), so that nobody on the way can alter it. */
    requestObject: z.enum(['none', 'signed']).default('none'),
    scope: z
      .string()
      .refine((scope) => scope.split(' ').includes('openid'), 'must hold openid')
      .default('openid'),
    /** How the level is demanded: the `acr_values` parameter, `claims` as Inera's provider wants it, or not at all. */
    demandBy: z.enum(['acr_values', 'claims', 'none']).default('acr_values'),
    prompt: z.enum(['login', 'consent', 'select_account', 'login consent']).optional(),
    /** Seconds since the person proved who they are, at most; also checked in the token. */
    maxAge: z.int().min(0).max(86_400).optional(),
    /** The provider keeps nobody signed in: a token that does not say when is as new as the sign-in. */
    asksEveryTime: z.boolean().default(false),
    /** Fixed parameters besides, such as ui_locales. */
    parameters: z
      .record(z.string().min(1), z.string())
      .superRefine((stated, context) => {
        for (const name of Object.keys(stated))
          if (ours.has(name))
            context.addIssue({ code: 'custom', path: [name], message: 'is set by the service itself' });
      })
      .default({}),
    /** Where claims about the person come from beside the ID token; `signed`: only as a JWT of the provider's. */
    userinfo: z.enum(['none', 'plain', 'signed']).default('none'),
    /** How an ID token may be signed: never by a shared secret, never not at all. */
    idTokenAlgorithms: z
      .array(z.enum(idTokenAlgorithms))
      .min(1)
      .default(['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA', 'Ed25519']),
    levels,
    /** Where it stands who it is; identity is (issuer, one of these), never `sub` or e-mail. */
    claims: z.strictObject({
      hsaId: texts.optional(),
      personalNumber: z.array(z.string().min(1)).default([]),
    }),
    /** `{acr: words}`, shown as "signed in with"; else the rule's own, else the provider's name. */
    methods: z.record(z.string(), z.string()).default({}),
  })
  .superRefine((provider, context) => {
    if (provider.clientAuthentication !== 'private_key_jwt' && provider.clientSecret === undefined)
      context.addIssue({
        code: 'custom',
        path: ['clientSecret'],
        message: `must be there for ${provider.clientAuthentication}`,
      });
  });

/** All of them; each has an id of its own, and says nothing that another would answer for. */
export const identityProvidersSchema = z
  .array(z.preprocess(withPreset, identityProvider))
  .min(1)
  .superRefine((all, context) => {
    all.forEach(({ id, issuer, clientId }, index) => {
      const before = all.slice(0, index);
      if (before.some((other) => other.id === id))
        context.addIssue({ code: 'custom', path: [index, 'id'], message: 'is the id of another provider' });
      if (before.some((other) => other.issuer === issuer && other.clientId === clientId))
        context.addIssue({
          code: 'custom',
          path: [index, 'clientId'],
          message:
            'another provider has the same issuer and client: its logout could not be told from this one’s',
        });
    });
  });

export type IdentityProviderConfig = z.output<typeof identityProvider>;
