import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

// Each ban says why. Lists are put together here because a later `no-restricted-syntax` replaces an earlier one.

const everywhere = [
  { selector: 'ExportAllDeclaration', message: 'No barrels: import the file that has it.' },
  {
    selector: 'TSAsExpression > TSAsExpression[typeAnnotation.type="TSUnknownKeyword"]',
    message: 'A cast through unknown hides a wrong type: fix the type.',
  },
  {
    selector: 'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(only|skip|todo)$/]',
    message: 'A test runs or is removed.',
  },
  { selector: 'JSXAttribute[name.name="dangerouslySetInnerHTML"]', message: 'Trusted Types forbid it.' },
];

const clockOnly = [
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
    message: 'Ask the Clock: now is a fact.',
  },
  {
    selector: 'CallExpression[callee.object.name="Date"][callee.property.name="now"]',
    message: 'Ask the Clock: now is a fact.',
  },
];

const configOnly = [
  {
    selector: 'MemberExpression[object.name="process"][property.name="env"]',
    message: 'The environment is read once, by platform/config.',
  },
];

const storesOnly = [
  {
    selector: 'CallExpression[callee.type="MemberExpression"][callee.property.name="query"]',
    message: "SQL lives in the room's *.store.ts.",
  },
];

const pure = [
  ...clockOnly,
  ...configOnly,
  {
    selector: 'CallExpression[callee.object.name="Math"][callee.property.name="random"]',
    message: 'The law book takes ids and chance as facts.',
  },
  { selector: 'ThrowStatement', message: 'The law book returns a Refusal; it does not throw.' },
  { selector: ':function[async=true]', message: 'The law book is synchronous.' },
  { selector: 'AwaitExpression', message: 'The law book is synchronous.' },
  { selector: 'ClassDeclaration', message: 'The law book is functions over readonly facts.' },
];

const notInTheHouse = [
  {
    name: '@nestjs/common',
    importNames: ['forwardRef'],
    message: 'A cycle of modules means two rooms are one room.',
  },
  { name: 'node:events', message: 'What must happen is called or sent as a job, never emitted.' },
  { name: 'events', message: 'What must happen is called or sent as a job, never emitted.' },
  { name: '@nestjs/event-emitter', message: 'What must happen is called or sent as a job, never emitted.' },
  {
    name: 'typeorm',
    importNames: ['Repository', 'EntityManager', 'getRepository', 'BaseEntity'],
    message: "A room's SQL is in its store.",
  },
  { name: '@nestjs/typeorm', message: "A room's SQL is in its store, through platform/database." },
];

const jitlessZod = {
  name: 'zod',
  message:
    'Import z from session/zod.js: it is set before the first schema, so that Trusted Types have nothing to report.',
};

const httpExceptions = {
  name: '@nestjs/common',
  importNames: [
    'forwardRef',
    'HttpException',
    'BadRequestException',
    'ConflictException',
    'ForbiddenException',
    'GoneException',
    'InternalServerErrorException',
    'NotFoundException',
    'ServiceUnavailableException',
    'UnauthorizedException',
    'UnprocessableEntityException',
  ],
  message: 'Below the edge a refusal is thrown as Refused; one filter makes the problem document.',
};

const syntax = (...bans) => ({ 'no-restricted-syntax': ['error', ...everywhere, ...bans] });
const edge = ['src/**/*.controller.ts', 'src/platform/http/**/*.ts', 'src/sign-in/*.guard.ts'];

export default defineConfig(
  globalIgnores(['dist/', '.grindvakt/', 'coverage/', 'src/web/api/generated/', '.dependency-cruiser.cjs']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly', globalThis: 'readonly' },
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...syntax(),
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // `_name` says "taken on purpose and not used", as when a property is left out of a copy.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none', ignoreRestSiblings: true },
      ],
      // Nest's options are classes by type and literals by custom.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/**/*.ts', 'src/**/*.tsx', 'test/**/*.ts', 'migrations/*.ts'],
    rules: { 'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true } }] },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/web/**'],
    rules: {
      ...syntax(...clockOnly, ...configOnly, ...storesOnly),
      'no-restricted-imports': ['error', { paths: [...notInTheHouse.slice(1), httpExceptions] }],
    },
  },
  {
    files: ['src/**/*.store.ts', 'src/platform/**/*.ts', 'src/data-source.ts', 'src/migrate.ts'],
    rules: syntax(...clockOnly, ...configOnly),
  },
  {
    // Where the outside comes in: the clock itself, the configuration, the start, the trial's servers.
    files: [
      'src/platform/clock.ts',
      'src/platform/config.ts',
      'src/main.ts',
      'src/instance.ts',
      'src/start-service.ts',
      'src/commands/**/*.ts',
      'src/sandbox/**/*.ts',
    ],
    rules: syntax(),
  },
  { files: edge, rules: { 'no-restricted-imports': ['error', { paths: notInTheHouse }] } },
  { files: ['src/policy/**/*.ts'], ignores: ['**/*.spec.ts'], rules: syntax(...pure) },
  {
    // The pages have a project of their own: DOM types, JSX, the bundler's way to resolve.
    files: ['src/web/**/*.ts', 'src/web/**/*.tsx'],
    ignores: ['src/web/**/*.spec.ts'],
    languageOptions: {
      parserOptions: { projectService: false, project: ['tsconfig.web.json'] },
    },
    rules: {
      // React Hook Form's and React Aria's handlers may be asynchronous.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      'no-restricted-imports': ['error', { paths: [jitlessZod] }],
    },
  },
  { files: ['src/web/session/zod.ts'], rules: { 'no-restricted-imports': 'off' } },
  {
    files: ['**/*.spec.ts', 'test/**/*.ts'],
    rules: {
      ...syntax(),
      'max-lines': ['error', { max: 600, skipBlankLines: true, skipComments: true }],
      'no-restricted-imports': 'off',
      'no-console': 'off',
      // A test throws what it likes, and names the type of a row where it reads it.
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    },
  },
  {
    // Tools' own configuration files export by default because the tools ask for it.
    files: ['*.ts'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { projectService: false } },
  },
);
