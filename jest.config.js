// One project a kind of test: `unit` needs nothing but Node, `integration` opens sockets on loopback,
// `browser` needs Debian's Chromium and runs by `npm run test:browser`, `deploy` needs the emulator and runs only by
// `npm run test:deploy`; with TEST_TIER=nightly also `nightly` does.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

// Commands and servers that suites start from source take half as long with what node has compiled before.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/node');
// The CDK notes the stack trace of every resource, which takes a third of the time that a stack takes in Jest.
process.env['CDK_CONTEXT_JSON'] ??= '{"aws:cdk:disable-creation-stack-traces":true}';

// The pictures of the documentation are made once a day, or with PICTURES=<folder>.
const BROWSER_TESTS =
  process.env['NIGHTLY'] || process.env['PICTURES']
    ? ['<rootDir>/test/browser/**/*.test.ts']
    : ['<rootDir>/test/browser/*.test.ts'];

const common = {
  runtime: '<rootDir>/test/support/harness/shared-library-runtime.js',
  testEnvironment: '<rootDir>/test/support/harness/suite-environment.js',
  modulePathIgnorePatterns: [
    '<rootDir>/.stryker-tmp',
    '<rootDir>/dist',
    '<rootDir>/test/package/(app|examples|template|floor|node22)/',
  ],
  setupFilesAfterEnv: ['<rootDir>/test/support/harness/loopback-only.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2024', parser: { syntax: 'typescript' }, experimental: { keepImportAttributes: true } },
        module: { type: 'es6' },
      },
    ],
  },
};

/** @type {import('jest').Config} */
export default {
  // More than there are cores, for many suites wait for a child process or for a pause between two tries.
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
  // A larger worker is replaced between two suites: freeing a gigabyte takes longer than Jest waits at the end.
  workerIdleMemoryLimit: '500MB',
  globalSetup: '<rootDir>/test/support/harness/make-temporary-folder.js',
  globalTeardown: '<rootDir>/test/support/harness/remove-temporary-folder.js',
  projects: [
    {
      ...common,
      displayName: 'unit',
      // Files directly in test/ are the tests of your own consumers.
      testMatch: ['<rootDir>/test/*.test.ts', '<rootDir>/test/{src,lambdas,cli,local,tools,bin,logs,iam}/**/*.test.ts'],
    },
    {
      ...common,
      displayName: 'stack',
      testMatch: ['<rootDir>/test/{lib,examples}/**/*.test.ts'],
      setupFilesAfterEnv: [...common.setupFilesAfterEnv, '<rootDir>/test/support/harness/quiet-bundling.ts'],
    },
    { ...common, displayName: 'integration', testMatch: ['<rootDir>/test/integration/**/*.test.ts'] },
    { ...common, displayName: 'browser', testMatch: BROWSER_TESTS },
    { ...common, displayName: 'faults', testMatch: ['<rootDir>/test/faults/**/*.test.ts'] },
    { ...common, displayName: 'package', testMatch: ['<rootDir>/test/package/*.test.ts'] },
    { ...common, displayName: 'deploy', testMatch: ['<rootDir>/test/deploy/*.test.ts'] },
    { ...common, displayName: 'nightly', testMatch: ['<rootDir>/test/deploy/nightly/*.test.ts'] },
  ],
  reporters: ['default', '<rootDir>/test/support/harness/running-suites-reporter.js'],
  // A hang ends here. Generous, because suites share two cores with children, emulators and browsers of others.
  testTimeout: 120_000,
  // `npm run coverage`: the domain, by its own tests.
  coverageProvider: 'v8',
  collectCoverageFrom: ['src/**/*.ts'],
  coverageThreshold: { global: { branches: 95 } },
};
