import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      // They run on any Node.js before `npm ci`, without types.
      'bin/*.{mjs,cjs}',
      'dist',
      'assets',
      'cdk.out',
      'coverage',
      'reports',
      '.venv',
      '.stryker-tmp',
      'test/package/app',
      'test/package/examples',
      'test/package/floor',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', 'test/support/*/*.js'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } }],
      // There are no enums: `erasableSyntaxOnly`. Even so the rule asks for the type of every argument.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      complexity: ['error', 8],
      'max-depth': ['error', 3],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 3],
      // What the formatter leaves: comments and strings. Texts of many lines and regular expressions stay.
      'max-len': [
        'error',
        {
          code: 120,
          ignoreUrls: true,
          ignoreRegExpLiterals: true,
          ignoreTemplateLiterals: true,
          ignorePattern: '@see|^import ',
        },
      ],
    },
  },
  {
    // The domain is pure: time, randomness and the process come in as arguments.
    files: ['src/**'],
    rules: {
      'no-restricted-globals': ['error', 'process', 'fetch', 'setTimeout', 'setInterval'],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'pass the time in' },
        { object: 'Math', property: 'random', message: 'pass randomness in' },
      ],
    },
  },
  {
    // What users copy: the public names only, so that it also works beside the installed package.
    files: ['examples/**', 'consumers/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^[./]+/(bin|lib|lambdas|src|cli|local|tools|test|templates)/',
              message: 'import from meta-webhooks-aws, or from one of its entry points',
            },
          ],
        },
      ],
    },
  },
  {
    // The names of tests are rules in words, and what they post is often one string.
    files: ['test/**'],
    rules: {
      'max-len': [
        'error',
        { code: 120, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true },
      ],
    },
  },
  {
    // No time limit of a test can end a thread that is blocked: such a hang lasts until the CI's own limit.
    files: ['test/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'CallExpression[callee.name=/^(spawn|exec|execFile)Sync$/]:not(:has(Property[key.name="timeout"]))',
          message: 'set `timeout`: a test cannot end while it waits here',
        },
      ],
    },
  },
  {
    files: ['{lambdas,cli,local}/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ImportExpression[source.value=/^@aws-sdk./]',
          message: 'import a module of ours that names what it uses: esbuild bundles all of a package imported here',
        },
      ],
    },
  },
  {
    // Jest prints several lines around each. A figure that a test shows is a line by process.stdout.write.
    files: ['test/**/*.test.ts'],
    rules: { 'no-console': 'error' },
  },
  {
    // A describe block is a table of rules, not a function to keep short.
    files: ['test/**'],
    rules: { 'max-lines-per-function': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['**/*.js'],
    ...tseslint.configs.disableTypeChecked,
    rules: { ...tseslint.configs.disableTypeChecked.rules, 'no-restricted-exports': 'off' },
  },
);
