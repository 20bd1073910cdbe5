/** `npm run mutate`: changes the code on purpose and sees whether a test notices. Takes minutes, so not in CI. */
export default {
  mutate: [
    'src/json/**/*.ts',
    'src/pipeline/accept/**/*.ts',
    'src/pipeline/change/**/*.ts',
    'src/pipeline/dedupe/**/*.ts',
  ],
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  jest: { projectType: 'custom', configFile: 'jest.mutate.config.js', enableFindRelatedTests: true },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  reporters: ['clear-text', 'progress'],
  clearTextReporter: { allowColor: false, logTests: false },
  thresholds: { high: 95, low: 85, break: 85 },
  ignorePatterns: ['.venv', 'cdk.out', 'dist', 'coverage', 'reports'],
  tempDirName: '.stryker-tmp',
};
