import { swc } from './test/support/swc.mjs';

const esm = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.grindvakt/'],
  transform: { '^.+\\.tsx?$': ['@swc/jest', swc] },
};
const withDatabase = {
  ...esm,
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
};
const suites = (folder) => [`<rootDir>/test/${folder}/**/*.spec.ts`];

export default {
  maxWorkers: 2,
  testTimeout: 60_000, // a busy machine is not a failure
  projects: [
    {
      ...esm,
      displayName: 'unit',
      testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/support/**/*.spec.ts'],
    },
    { ...withDatabase, displayName: 'medium', testMatch: suites('medium') },
    { ...withDatabase, displayName: 'contract', testMatch: suites('contract') },
    { ...withDatabase, displayName: 'faults', testMatch: suites('faults') },
    { ...withDatabase, displayName: 'browser', testMatch: suites('browser') },
  ],
};
