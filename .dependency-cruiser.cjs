// The import table of the architecture, every row of it, and what goes with it. Each rule says why.
// test/support/dependency-rules.spec.ts proves that each one bites.

const spec = '\\.spec\\.tsx?$';

/** Room → what it may import beside itself, as paths below src/. A room that is not here may import nothing. */
const law = ['policy/'];
const plumbing = [...law, 'platform/'];
const log = [...plumbing, 'audit/', 'notices/'];
const facts = [...log, 'people/', 'catalogue/'];
const access = [...facts, 'grants/'];
const verbs = [...access, 'sign-in/'];
// What a room shows of itself; some have one folder a topic.
const reads = ['[^/]+/read-[^/]+\\.ts$', '(lifecycle|sign-in|provisioning)/[^/]+/read-[^/]+\\.ts$'];
const modules = ['[^/]+/[^/]+\\.module\\.ts$', '(lifecycle|sign-in|provisioning)/[^/]+/[^/]+\\.module\\.ts$'];
// Files of connectors/ itself are ports; the folders below it are vendors.
const ports = ['connectors/[^/]+\\.ts$'];
const table = {
  policy: [],
  platform: ['policy/model/', 'policy/assurance/'],
  connectors: ['policy/model/', 'platform/'],
  audit: plumbing,
  people: log,
  catalogue: [...log, 'people/'],
  grants: facts,
  breakers: [...access, 'notices/'],
  'sign-in': [...log, 'people/', ...ports],
  separation: access,
  'api-clients': [...log, 'people/'],
  requests: [...verbs, 'separation/'],
  reviews: [...verbs, 'breakers/'],
  credentials: [...verbs, 'notices/'],
  privilege: [...verbs, 'separation/'],
  // What was there before Grindvakt: reads the directory, and asks for access the way managers do.
  takeover: [...verbs, 'breakers/', 'requests/', ...ports],
  lifecycle: [
    ...verbs,
    'breakers/',
    'separation/',
    'requests/',
    'reviews/',
    'privilege/',
    'takeover/',
    'api-clients/',
    ...ports,
  ],
  provisioning: [...access, ...ports],
  // Written below the rooms that have something to tell (docs/decisions/0015).
  notices: plumbing,
  oversight: [...plumbing, ...reads, ...modules, '[^/]+/[^/]+\\.schema\\.ts$', 'audit/'],
  privacy: [...plumbing, ...reads, ...modules, 'audit/'],
  // Reads across the rooms for "Min lista" and /me (docs/decisions).
  desk: [
    ...plumbing,
    ...reads,
    ...modules,
    '[^/]+/[^/]+\\.schema\\.ts$',
    'lifecycle/[^/]+/[^/]+\\.schema\\.ts$',
  ],
  // The servers of a trial: nothing of the product beside its plumbing.
  sandbox: ['policy/model/', 'platform/'],
  web: [],
};

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const within = (...paths) => `^src/(${paths.join('|')})`;

const rooms = Object.entries(table).map(([room, others]) =>
  rule(
    `room-${room}`,
    `${room}/ may import ${others.length === 0 ? 'itself alone' : others.join(' ')}: see the table in docs/ARCHITECTURE.md.`,
    { path: `^src/${room}/`, pathNot: spec },
    { path: '^src/', pathNot: within(`${room}/`, ...others) },
  ),
);

module.exports = {
  forbidden: [
    ...rooms,
    rule(
      'rooms-are-known',
      'A new room needs a row in the table of .dependency-cruiser.cjs and docs/ARCHITECTURE.md.',
      { path: '^src/[^/]+/', pathNot: within(...Object.keys(table).map((room) => `${room}/`), 'commands/') },
      {},
    ),
    rule('no-cycles', 'A cycle means two rooms are one room.', { pathNot: '^src/web/' }, { circular: true }),
    rule(
      'policy-is-pure',
      'The law book runs without Nest, TypeORM, node or the clock: pass facts in.',
      { path: '^src/policy/', pathNot: spec },
      { pathNot: '^src/policy/' },
    ),
    rule(
      'stores-stay-home',
      'Another room calls a verb or a read-*, never a store, an entity, a controller or jobs.',
      { path: '^src/([^/]+)/', pathNot: `${spec}|^src/commands/` },
      { path: '^src/[^/]+/.*\\.(store|entity|controller|jobs)\\.ts$', pathNot: '^src/($1|platform)/' },
    ),
    rule(
      'grants-have-one-writer',
      'Everything that changes access goes through apply-changes.',
      { path: '^src/', pathNot: '^src/(grants/|[^/]+\\.ts$)' },
      {
        path: '^src/grants/',
        pathNot: '^src/grants/(apply-changes|carry-grants|read-[^/]+|[^/]+\\.queue|grants\\.module)\\.ts$',
      },
    ),
    rule(
      'sql-in-stores-only',
      'SQL lives in *.store.ts; entities say the schema; the rest asks them.',
      {
        path: '^src/',
        pathNot: '(\\.(store|entity|spec)\\.ts$|^src/platform/|^src/(data-source|migrate)\\.ts$)',
      },
      { path: 'node_modules/(typeorm|pg|pg-copy-streams|@nestjs/typeorm)/' },
    ),
    rule(
      'jobs-in-platform-only',
      'Tasks are sent and worked through platform/jobs, in the transaction that causes them.',
      { path: '^src/', pathNot: '^src/platform/' },
      { path: 'node_modules/pg-boss/', dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'ldap-in-its-connector',
      'One vendor, one folder.',
      { path: '^src/', pathNot: `^src/connectors/ldap/|${spec}` },
      { path: 'node_modules/ldapts/' },
    ),
    rule(
      'csv-in-its-connector',
      'One vendor, one folder.',
      { path: '^src/', pathNot: `^src/connectors/hr-file/|${spec}` },
      { path: 'node_modules/csv-parse/' },
    ),
    rule(
      'sign-in-libraries-at-home',
      'OpenID Connect and passport only in sign-in.',
      { path: '^src/', pathNot: `^src/sign-in/|${spec}` },
      { path: 'node_modules/(openid-client|passport|@nestjs/passport|otplib|@simplewebauthn/server)/' },
    ),
    rule(
      'rooms-use-ports',
      'Only app.module chooses a concrete connector.',
      { path: '^src/', pathNot: `^src/(connectors/|app\\.module\\.ts$)|${spec}` },
      { path: '^src/connectors/[^/]+/' },
    ),
    rule(
      'http-at-the-edge',
      'Fastify and its plugins only in controllers, sign-in and platform/http.',
      {
        path: '^src/',
        pathNot: `\\.controller\\.ts$|^src/(sign-in|platform)/|^src/(main|start-service)\\.ts$|${spec}`,
      },
      {
        path: 'node_modules/(fastify|@fastify|express|@nestjs/platform-(fastify|express))/',
        dependencyTypesNot: ['type-only'],
      },
    ),
    rule(
      'sandbox-for-trials-only',
      'Production must not even contain the sandbox; a trial loads it by import().',
      { path: '^src/', pathNot: '^src/(sandbox/|instance\\.ts$|main\\.ts$|commands/)' },
      { path: '^src/sandbox/' },
    ),
    rule(
      'sandbox-by-dynamic-import',
      'Loaded only when a trial starts: import() or types.',
      { path: '^src/(instance\\.ts$|main\\.ts$|commands/)' },
      { path: '^src/sandbox/', dynamic: false, dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'pages-talk-to-the-api',
      'No one imports the pages.',
      { path: '^src/', pathNot: '^src/web/' },
      { path: '^src/web/' },
    ),
    rule(
      'roots-are-roots',
      'What puts the house together is imported by no room.',
      { path: '^src/[^/]+/', pathNot: `^src/commands/|${spec}` },
      { path: '^src/([^/]+\\.ts$|commands/)' },
    ),
    rule(
      'runs-without-development-packages',
      'The image has none of them.',
      { path: '^(src|migrations)/', pathNot: `^src/(web|sandbox)/|${spec}` },
      { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    ),
    rule('resolves', 'An import that leads nowhere.', { pathNot: '^src/web/' }, { couldNotResolve: true }),
    rule(
      'no-drawers',
      'A folder named common, utils or helpers says nothing about what is in it.',
      {},
      { path: '^(src|test)/.*\\b(common|utils?|helpers?|shared|misc)/' },
    ),
    rule(
      'no-orphans',
      'Dead file: delete it.',
      { orphan: true, pathNot: `\\.d\\.ts$|${spec}|^src/main\\.ts$|^migrations/` },
      {},
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.(css|woff2|svg)$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
