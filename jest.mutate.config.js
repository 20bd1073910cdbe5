import all from './jest.config.js';

// The domain's own tests: what needs a stack or a socket is too slow to run for every mutant.
const [unit] = all.projects;

/** @type {import('jest').Config} */
export default {
  ...unit,
  displayName: undefined,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/src/{json,pipeline/{accept,change,dedupe}}/**/*.test.ts'],
};
