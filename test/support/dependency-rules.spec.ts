import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const root = process.cwd();
const { forbidden } = createRequire(path.join(root, 'package.json'))('./.dependency-cruiser.cjs') as {
  forbidden: { name: string }[];
};

/** Rule → imports that break it, as `[file, import]`; nothing else in the file. */
const breaches: Record<string, [from: string, to: string][]> = {
  'room-policy': [['src/policy/request/a.ts', 'src/people/read-staff.ts']],
  'room-platform': [
    ['src/platform/a.ts', 'src/audit/record-entries.ts'],
    ['src/platform/b.ts', 'src/policy/request/rules.ts'],
  ],
  'room-connectors': [
    ['src/connectors/hr-file/a.ts', 'src/people/read-staff.ts'],
    ['src/connectors/hr-file/b.ts', 'src/policy/request/rules.ts'],
  ],
  'room-audit': [['src/audit/a.ts', 'src/people/read-staff.ts']],
  'room-people': [['src/people/a.ts', 'src/catalogue/read-roles.ts']],
  'room-catalogue': [['src/catalogue/a.ts', 'src/grants/read-standing.ts']],
  'room-grants': [['src/grants/a.ts', 'src/requests/submit-request.ts']],
  'room-breakers': [['src/breakers/a.ts', 'src/reviews/close-campaign.ts']],
  'room-sign-in': [['src/sign-in/a.ts', 'src/grants/read-standing.ts']],
  'room-requests': [['src/requests/a.ts', 'src/reviews/open-campaign.ts']],
  'room-reviews': [['src/reviews/a.ts', 'src/requests/submit-request.ts']],
  'room-privilege': [['src/privilege/a.ts', 'src/lifecycle/leaving/terminate-person.ts']],
  'room-api-clients': [['src/api-clients/a.ts', 'src/requests/decide-request.ts']],
  'room-credentials': [['src/credentials/a.ts', 'src/requests/decide-request.ts']],
  'room-separation': [['src/separation/a.ts', 'src/requests/decide-request.ts']],
  'room-takeover': [['src/takeover/a.ts', 'src/lifecycle/leaving/terminate-person.ts']],
  'room-lifecycle': [
    ['src/lifecycle/a.ts', 'src/provisioning/deliver-accounts.ts'],
    ['src/lifecycle/b.ts', 'src/connectors/ldap/ldap-directory.ts'],
  ],
  'room-provisioning': [['src/provisioning/a.ts', 'src/lifecycle/leaving/terminate-person.ts']],
  'room-notices': [['src/notices/a.ts', 'src/requests/submit-request.ts']],
  'room-oversight': [['src/oversight/a.ts', 'src/requests/submit-request.ts']],
  'room-privacy': [['src/privacy/a.ts', 'src/people/people.store.ts']],
  'room-desk': [['src/desk/a.ts', 'src/requests/submit-request.ts']],
  'room-sandbox': [['src/sandbox/a.ts', 'src/grants/read-standing.ts']],
  'room-web': [['src/web/a.ts', 'src/people/read-staff.ts']],
  'rooms-are-known': [['src/extras/a.ts', 'src/extras/b.ts']],
  'no-cycles': [['src/people/about.ts', 'src/people/round.ts']],
  'policy-is-pure': [
    ['src/policy/request/c.ts', 'node:crypto'],
    ['src/policy/request/d.ts', 'luxon'],
  ],
  'stores-stay-home': [
    ['src/requests/b.ts', 'src/people/people.store.ts'],
    ['src/requests/c.ts', 'src/people/person.entity.ts'],
  ],
  'grants-have-one-writer': [['src/requests/d.ts', 'src/grants/write-grant.ts']],
  'sql-in-stores-only': [
    ['src/people/b.ts', 'pg'],
    ['src/people/c.ts', 'typeorm'],
  ],
  'jobs-in-platform-only': [['src/people/d.ts', 'pg-boss']],
  'ldap-in-its-connector': [['src/provisioning/b.ts', 'ldapts']],
  'csv-in-its-connector': [['src/lifecycle/c.ts', 'csv-parse']],
  'sign-in-libraries-at-home': [
    ['src/people/e.ts', 'openid-client'],
    ['src/people/f.ts', '@nestjs/passport'],
  ],
  'rooms-use-ports': [['src/provisioning/c.ts', 'src/connectors/ldap/ldap-directory.ts']],
  'http-at-the-edge': [
    ['src/people/g.ts', 'fastify'],
    ['src/people/h.ts', '@nestjs/platform-fastify'],
  ],
  'sandbox-for-trials-only': [
    ['src/app.module.ts', 'src/sandbox/sandbox.ts'],
    ['src/people/i.ts', 'src/sandbox/sandbox.ts'],
  ],
  'sandbox-by-dynamic-import': [['src/main.ts', 'src/sandbox/sandbox.ts']],
  'pages-talk-to-the-api': [['src/people/j.ts', 'src/web/page.ts']],
  'roots-are-roots': [
    ['src/people/k.ts', 'src/instance.ts'],
    ['src/people/l.ts', 'src/commands/terminate.ts'],
  ],
  'runs-without-development-packages': [['src/people/m.ts', 'fast-check']],
  resolves: [['src/people/n.ts', 'src/people/nowhere.ts']],
  'no-drawers': [['src/people/o.ts', 'src/people/utils/trim.ts']],
  'no-orphans': [['src/people/alone.ts', '']],
};

/** Told once a cycle, so the way back is not a breach of its own. */
const wayBack: [from: string, to: string] = ['src/people/round.ts', 'src/people/about.ts'];

/** What keeps to the table, so that a rule which forbids everything does not pass for one that bites. */
const lawful: [from: string, to: string][] = [
  ['src/lifecycle/keeps.ts', 'src/requests/submit-request.ts'],
  ['src/lifecycle/keeps-too.ts', 'src/connectors/connector.ts'],
  ['src/requests/keeps.ts', 'src/grants/apply-changes.ts'],
  ['src/desk/keeps.ts', 'src/requests/read-requests.ts'],
  ['src/platform/keeps.ts', 'src/policy/model/refusal.ts'],
  ['src/people/keeps.store.ts', 'pg'],
  ['src/connectors/ldap/keeps.ts', 'ldapts'],
];

interface Violation {
  from: string;
  to: string;
  rule: { name: string };
}

let dir: string;
let violations: Violation[];

beforeAll(() => {
  // Inside the checkout, so that packages resolve as they do for the sources.
  mkdirSync(path.join(root, 'dist'), { recursive: true });
  dir = mkdtempSync(path.join(root, 'dist/rules-'));
  for (const file of ['package.json', 'tsconfig.json', '.dependency-cruiser.cjs'])
    copyFileSync(path.join(root, file), path.join(dir, file));
  const imports = [...Object.values(breaches).flat(), wayBack, ...lawful];
  for (const [, to] of imports)
    if (to.startsWith('src/') && !to.includes('nowhere')) write(to, 'export const here = 1;\n');
  for (const [from, to] of imports) write(from, to === '' ? '' : `import '${specifier(from, to)}';\n`);
  const { stdout, stderr } = spawnSync(
    path.join(root, 'node_modules/.bin/depcruise'),
    ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src'],
    { cwd: dir, encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  if (stdout === '') throw new Error(stderr);
  violations = (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
});

afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(dir, file)), { recursive: true });
  writeFileSync(path.join(dir, file), text);
}

function specifier(from: string, to: string): string {
  if (!to.startsWith('src/')) return to;
  return path
    .relative(path.dirname(from), to)
    .replace(/^(?!\.)/, './')
    .replace(/\.ts$/, '.js');
}

describe('the dependency rules', () => {
  it('have a breach each below', () => {
    expect(Object.keys(breaches).sort()).toEqual(forbidden.map(({ name }) => name).sort());
  });

  it.each(Object.entries(breaches))('%s bites', (name, cases) => {
    const caught = violations.filter(({ rule }) => rule.name === name).map(({ from }) => from);
    for (const [from] of cases) expect(caught).toContain(from);
  });

  it('leave alone what keeps to the table', () => {
    const caught = violations.filter(
      ({ from, rule }) => rule.name !== 'no-orphans' && lawful.some(([file]) => file === from),
    );
    expect(caught).toEqual([]);
  });
});
