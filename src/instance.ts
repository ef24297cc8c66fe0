import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { checkConfig, readConfig, type Config } from './platform/config.js';

/** What a run of the service or of a command stands on: the configuration, and whatever had to be started for it. */
export interface Instance {
  readonly config: Config;
  /** With whose rights migrations run. */
  readonly ownerUrl: string;
  /** Set in the trial only: the people to sign in as, and where the data is kept. */
  readonly trial: Trial | null;
  stop(): Promise<void>;
}

export interface Trial {
  readonly featured: readonly FeaturedPerson[];
  readonly dataDir: string;
}

const featuredPerson = z.strictObject({
  name: z.string(),
  sv: z.string(),
  en: z.string(),
  hsaId: z.string(),
  /** The part this person plays in `npm run demo`. */
  as: z.string().optional(),
});
export type FeaturedPerson = z.output<typeof featuredPerson>;

const demoSchema = z.strictObject({
  organisation: z.strictObject({ name: z.string(), number: z.string() }),
  featured: z.array(featuredPerson),
  /** Whose access follows their shifts, and the employments that shifts are planned for. */
  shifts: z.strictObject({ who: z.unknown(), workers: z.array(z.string()) }),
  /** Groups that the directory holds beside those that Grindvakt gives. */
  nativeGroups: z.array(z.strictObject({ name: z.string(), members: z.array(z.string()) })),
});

export interface OpenOptions {
  readonly role: 'instance' | 'command';
  readonly parts: { readonly directory: boolean; readonly identityProvider: boolean };
  readonly progress: (message: string) => void;
}

/** The demo organisation's name, and whom to try signing in as. */
export function demoOrganisation(): z.output<typeof demoSchema> {
  return demoSchema.parse(yaml('config/demo.yaml'));
}

/** Where the project's own files lie, from dist/src as from src. */
export const projectDir = path.resolve(
  import.meta.dirname,
  import.meta.dirname.includes(`${path.sep}dist${path.sep}`) ? '../..' : '..',
);

/**
 * With DATABASE_URL or a configuration file: production, with nothing of the sandbox even loaded. With neither: a
 * trial with PostgreSQL, a directory and an identity provider of its own, kept in GRINDVAKT_DATA (.grindvakt).
 */
export async function openInstance(
  options: OpenOptions,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Instance> {
  const file = env['GRINDVAKT_CONFIG'] ?? path.join(projectDir, 'config/grindvakt.yaml');
  // A file without DATABASE_URL is a production that lacks a setting, never a trial by mistake. Naming a data folder
  // asks for a trial beside it.
  const wantsTrial = env['GRINDVAKT_DATA'] !== undefined || !existsSync(file);
  if (env['DATABASE_URL'] || env['GRINDVAKT_CONFIG'] || !wantsTrial) {
    const config = readConfig(file, env);
    return {
      config,
      ownerUrl: config.database.ownerUrl ?? config.database.url,
      trial: null,
      stop: () => Promise.resolve(),
    };
  }
  return openTrial(options, env);
}

async function openTrial(options: OpenOptions, env: NodeJS.ProcessEnv): Promise<Instance> {
  const { openSandbox } = await import('./sandbox/sandbox.js');
  const dataDir = path.resolve(env['GRINDVAKT_DATA'] ?? path.join(projectDir, '.grindvakt'));
  const port = portOf(env['PORT']);
  const demo = demoOrganisation();
  // The trial's own watched folder; nobody is told that it is away before anything could have been put into it.
  const watchFolder = path.join(dataDir, 'hr-inkorg');
  const sandbox = await openSandbox({
    dataDir,
    role: options.role,
    port,
    parts: options.parts,
    environment: 'demo',
    consultants: path.join(projectDir, 'config/demo-data/consultants.json'),
    callbackPath: '/api/auth/callback',
    afterSignOutPath: '/',
    featured: () => Promise.resolve(demo.featured.map(asShown)),
    nativeGroups: demo.nativeGroups,
    progress: options.progress,
  });
  try {
    mkdirSync(watchFolder, { recursive: true });
    const { directory, identityProvider } = sandbox;
    const raw = {
      environment: 'demo',
      organisation: demo.organisation,
      http: { publicUrl: `http://localhost:${String(port)}`, port },
      database: { url: sandbox.serviceUrl, ownerUrl: sandbox.ownerUrl },
      personKey: sandbox.personKey,
      identityProviders: [
        {
          id: 'test',
          name: 'Testlegitimation',
          // A command that signs nobody in needs no provider, yet the shape asks for one.
          issuer: identityProvider?.issuer ?? 'http://localhost/',
          clientId: identityProvider?.clientId ?? 'unused',
          clientSecret: identityProvider?.clientSecret ?? 'unused',
          scope: 'openid profile',
          levels: {
            'http://id.sambi.se/loa/loa3': 3,
            'http://id.sambi.se/loa/loa2': 2,
            'http://id.elegnamnden.se/loa/1.0/loa3': 3,
          },
          methods: {
            'http://id.sambi.se/loa/loa3': 'SITHS',
            'http://id.elegnamnden.se/loa/1.0/loa3': 'BankID',
          },
          claims: {
            hsaId: 'employeeHsaId',
            personalNumber: [
              'credentialPersonalIdentityNumber',
              'https://id.oidc.se/claim/personalIdentityNumber',
            ],
          },
        },
      ],
      ...(directory
        ? {
            directory: {
              url: directory.url,
              caFile: directory.caFile,
              bindDn: directory.bindDn,
              bindPassword: directory.bindPassword,
              peopleDn: directory.peopleDn,
              groupsDn: directory.groupsDn,
              kind: 'openldap',
            },
          }
        : {}),
      // The IT technicians, who run the directory and look for what it holds beside Grindvakt.
      leavers: { groups: { it: { titleCodes: ['151015'] } } },
      // Hourly workers of one group home: their access opens and closes with their shifts.
      lifecycle: { hourly: 'shift', shifts: { who: demo.shifts.who } },
      prerequisites: yaml('config/demo-prerequisites.yaml'),
      hr: {
        sources: [
          {
            ...(yaml('config/demo-hr.yaml') as object),
            watchFolder,
            events: { secrets: [sandbox.hrEventKey] },
          },
          {
            ...(yaml('config/demo-consultants.yaml') as object),
            pull: {
              schedule: '30 4 * * *',
              allowPrivate: true,
              employments: { url: sandbox.employeeApi.url, total: 'total', paging: { kind: 'page' } },
              authentication: { kind: 'bearer', token: sandbox.employeeApi.token },
            },
          },
        ],
      },
    };
    return {
      config: checkConfig(raw, env, 'the trial'),
      ownerUrl: sandbox.ownerUrl,
      trial: { featured: demo.featured, dataDir },
      stop: () => sandbox.stop(),
    };
  } catch (error) {
    await sandbox.stop();
    throw error;
  }
}

function asShown({ name, sv, hsaId }: FeaturedPerson): {
  givenName: string;
  familyName: string;
  does: string;
  hsaId: string;
} {
  const [givenName = '', ...rest] = name.split(' ');
  return { givenName, familyName: rest.join(' '), does: sv, hsaId };
}

function yaml(file: string): unknown {
  return parse(readFileSync(path.join(projectDir, file), 'utf8'));
}

function portOf(text: string | undefined): number {
  const port = Number(text ?? '3000');
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new Error(`PORT: ${String(text)} is not a port (1–65535)`);
  return port;
}
