import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { approvalsSchema } from './config-approvals.js';
import { assuranceSchema, sessionsSchema } from './config-assurance.js';
import {
  breakGlassSchema,
  invitationsSchema,
  passkeysSchema,
  passwordAndCodeSchema,
} from './config-credentials.js';
import { apiClientsSchema } from './config-api-clients.js';
import { clientKeysSchema, isSigning } from './config-client-keys.js';
import { identityProvidersSchema } from './config-identity-providers.js';
import { analysesSchema } from './config-analyses.js';
import { hrSchema } from './config-people.js';
import { withPreset } from './identity-provider-presets.js';
import { supportSchema } from './config-support.js';
import { catalogueConfigSchema } from './config-catalogue.js';
import { handlingSchema } from './config-handling.js';
import { lifecycleSchema } from './config-lifecycle.js';
import { prerequisitesConfigSchema } from './config-prerequisites.js';
import { requestsConfigSchema } from './config-requests.js';
import { confirmationSchema, externalsSchema, leaversSchema } from './config-leaving.js';

const secret = z.string().min(1);

const directory = z.strictObject({
  url: z.url({ protocol: /^ldaps$/ }),
  caFile: z.string().optional(),
  bindDn: z.string().min(1),
  bindPassword: secret,
  peopleDn: z.string().min(1),
  groupsDn: z.string().min(1),
  /** How an account is shut: OpenLDAP's ppolicy lock, or Active Directory's userAccountControl. */
  kind: z.enum(['openldap', 'active-directory']).default('openldap'),
  timeoutMs: z.int().positive().default(8000),
  /** The attribute of an account that holds its person's HSA-id, for taking over accounts that were there before. */
  identityAttribute: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]*$/)
    .default('employeeNumber'),
  /** How many days a disabled account is kept before it is deleted. */
  deleteAfterDays: z.int().min(1).max(3650).default(90),
});

const schema = z.strictObject({
  environment: z.enum(['production', 'test', 'demo']),
  organisation: z.strictObject({ name: z.string().min(1), number: z.string().regex(/^\d{10}$/) }),
  http: z.strictObject({
    /** Where browsers reach the service; callback addresses and the origin check come from here, never from Host. */
    publicUrl: z.url(),
    port: z.int().min(1).max(65535).default(3000),
    host: z.string().default('127.0.0.1'),
    metricsToken: z.string().min(16).optional(),
    /** Proxies of ours, as networks: what they say of who asks is believed, and nobody else's word is. */
    trustedProxies: z.array(z.union([z.cidrv4(), z.cidrv6()])).default([]),
    /** The header in which they tell the client's certificate (mTLS): RFC 9440, or PEM with % escapes. */
    clientCertificateHeader: z
      .string()
      .regex(/^[a-z][a-z0-9-]*$/, 'lower-case letters, digits and hyphens')
      .default('client-cert'),
    /** How often a minute one address may begin; a whole hospital may come from one. */
    limits: z
      .strictObject({ signIn: z.int().min(10).default(1200), token: z.int().min(10).default(120) })
      .prefault({}),
  }),
  database: z.strictObject({
    url: z.url(),
    ownerUrl: z.url().optional(),
    poolSize: z.int().min(2).max(200).default(10),
  }),
  /** 32 bytes, base64: seals personnummer at rest and keys their blind index (H13.2.2). */
  personKey: z.base64().refine((v) => Buffer.from(v, 'base64').length === 32, 'must be 32 bytes in base64'),
  identityProviders: identityProvidersSchema,
  apiClients: apiClientsSchema.prefault({}),
  clientKeys: clientKeysSchema.default([]),
  support: supportSchema.prefault({}),
  directory: directory.optional(),
  hr: hrSchema.prefault({}),
  lifecycle: lifecycleSchema.prefault({}),
  handling: handlingSchema.prefault({}),
  prerequisites: prerequisitesConfigSchema.prefault({}),
  catalogue: catalogueConfigSchema.prefault({}),
  leavers: leaversSchema.prefault({}),
  externals: externalsSchema.prefault({}),
  confirmation: confirmationSchema.prefault({}),
  approvals: approvalsSchema.prefault({}),
  analyses: analysesSchema.prefault({}),
  assurance: assuranceSchema.prefault({}),
  sessions: sessionsSchema.prefault({}),
  requests: requestsConfigSchema.prefault({}),
  passkeys: passkeysSchema.prefault({}),
  passwordAndCode: passwordAndCodeSchema.prefault({}),
  invitations: invitationsSchema.prefault({}),
  breakGlass: breakGlassSchema.prefault({}),
  /** Access that was in the directory before Grindvakt. */
  takeover: z
    .strictObject({
      /** How many days it is kept without an assessment, where no campaign says otherwise. */
      keepDays: z.int().min(7).max(365).default(90),
      /** What becomes of it when nobody has answered by its last day: away with it, or kept with a flag. */
      unanswered: z.enum(['remove', 'keep']).default('remove'),
    })
    .prefault({}),
});

export type Config = z.output<typeof schema>;
export type DirectoryConfig = NonNullable<Config['directory']>;

/** Every mistake of a configuration, in one message. */
export class ConfigurationError extends Error {
  constructor(
    where: string,
    readonly problems: readonly string[],
  ) {
    super(`The configuration is wrong (${where}):\n${problems.map((p) => `  - ${p}`).join('\n')}`);
    this.name = 'ConfigurationError';
  }
}

/** `${NAME}` is taken from the environment and `${file:/run/secrets/name}` from a file: secrets stay out of ours. */
function withEnvironment(value: unknown, env: NodeJS.ProcessEnv, missing: Set<string>): unknown {
  if (typeof value === 'string')
    return value.replace(
      /\$\{(?:file:([^}]+)|([A-Z0-9_]+))\}/g,
      (_, file: string | undefined, name: string) => {
        const found = file === undefined ? env[name] : textOf(file);
        if (found === undefined)
          missing.add(
            file === undefined
              ? `the environment variable ${name} is not set`
              : `the file ${file} cannot be read`,
          );
        return found ?? '';
      },
    );
  if (Array.isArray(value)) return value.map((item) => withEnvironment(item, env, missing));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, withEnvironment(v, env, missing)]));
  return value;
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch {
    return undefined;
  }
}

/** Checks a parsed configuration. Throws ConfigurationError with every mistake named. */
export function checkConfig(raw: unknown, env: NodeJS.ProcessEnv, where: string): Config {
  const missing = new Set<string>();
  const stated = withEnvironment(raw, env, missing);
  const result = schema.safeParse(stated);
  const problems = [...missing];
  if (!result.success)
    problems.push(
      ...result.error.issues.map((i) => `${i.path.map(String).join('.') || '(top)'}: ${i.message}`),
    );
  problems.push(...productionProblems(stated), ...keyProblems(stated));
  if (problems.length > 0 || !result.success) throw new ConfigurationError(where, problems);
  return result.data;
}

const url = z.url().optional().catch(undefined);
/** As much as can be read of a configuration that may be wrong elsewhere. */
const addresses = z.object({
  environment: z.literal('production'),
  http: z.object({ publicUrl: url }).catch({ publicUrl: undefined }),
  identityProviders: z.array(z.object({ issuer: url }).catch({ issuer: undefined })).catch([]),
});

/** As much as can be read of a configuration that may be wrong elsewhere. */
const keysAndUses = z.object({
  clientKeys: z
    .array(z.object({ kid: z.string(), algorithm: z.string() }).catch({ kid: '', algorithm: '' }))
    .catch([]),
  identityProviders: z
    .array(
      z
        .preprocess(
          withPreset,
          z.object({
            clientAuthentication: z.string().optional(),
            requestObject: z.string().optional(),
            signingKey: z.string().optional(),
          }),
        )
        .catch({}),
    )
    .catch([]),
});

/** A provider that is to be signed for needs a key that signs. */
function keyProblems(stated: unknown): string[] {
  const read = keysAndUses.safeParse(stated);
  if (!read.success) return [];
  const { clientKeys, identityProviders } = read.data;
  const kids = clientKeys.filter(({ algorithm }) => isSigning(algorithm)).map(({ kid }) => kid);
  return identityProviders.flatMap(({ clientAuthentication, requestObject, signingKey }, i) => {
    const at = `identityProviders.${String(i)}.signingKey`;
    if (signingKey !== undefined && !kids.includes(signingKey))
      return [`${at}: clientKeys has no signing key ${signingKey}`];
    const signs = clientAuthentication === 'private_key_jwt' || requestObject === 'signed';
    return signs && kids.length === 0 ? [`${at}: needs a signing key in clientKeys`] : [];
  });
}

function productionProblems(stated: unknown): string[] {
  const production = addresses.safeParse(stated);
  if (!production.success) return [];
  const { http, identityProviders } = production.data;
  return [
    { where: 'http.publicUrl', address: http.publicUrl },
    ...identityProviders.map((p, i) => ({
      where: `identityProviders.${String(i)}.issuer`,
      address: p.issuer,
    })),
  ].flatMap(({ where, address }) =>
    address === undefined || address.startsWith('https://') ? [] : [`${where}: production needs https`],
  );
}

/** Reads the file and lays DATABASE_URL, DATABASE_OWNER_URL, PORT and GRINDVAKT_PERSON_KEY over it. */
export function readConfig(file: string, env: NodeJS.ProcessEnv = process.env): Config {
  let raw: unknown;
  try {
    raw = parse(readFileSync(file, 'utf8')) ?? {};
  } catch (error) {
    throw new ConfigurationError(file, [error instanceof Error ? error.message : String(error)]);
  }
  return checkConfig(layOver(raw, env), env, file);
}

function layOver(raw: unknown, env: NodeJS.ProcessEnv): unknown {
  if (typeof raw !== 'object' || raw === null) return raw;
  const record = raw as Record<string, unknown>;
  const part = (name: string): Record<string, unknown> =>
    typeof record[name] === 'object' && record[name] !== null
      ? { ...(record[name] as Record<string, unknown>) }
      : {};
  const database = part('database');
  if (env['DATABASE_URL']) database['url'] = env['DATABASE_URL'];
  if (env['DATABASE_OWNER_URL']) database['ownerUrl'] = env['DATABASE_OWNER_URL'];
  const http = part('http');
  if (env['PORT']) http['port'] = Number(env['PORT']);
  const personKey = env['GRINDVAKT_PERSON_KEY'] ?? record['personKey'];
  return { ...record, database, http, ...(personKey === undefined ? {} : { personKey }) };
}
