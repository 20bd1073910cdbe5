import { readFileSync } from 'node:fs';
import { URL } from 'node:url';

// Who may import whom (docs/adr/0002). Dependencies point down only:
//   bin → lib, cli, local (the dashboard's picture: tools) · lib → src · lambdas → src · cli → local, lambdas, src
//   local, tools → lambdas, src · consumers → lambdas/consumers, src/events (as 'meta-webhooks-aws/consumer') ·
//   examples → only the entry points of the package, by their public names · src → nothing here.
// test/tools/import-rules.test.ts plants a violation of each rule and sees it reported.
const manifest = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
const OURS = '^(bin|lib|lambdas|src|cli|local|consumers|tools|test|examples)/';

const only = (from, allowed) => ({
  name: `${from}-imports-only-${allowed.join('-') || 'itself'}`,
  severity: 'error',
  from: { path: `^${from}/` },
  to: { path: OURS, pathNot: `^(${[from, ...allowed].join('|')})/` },
});

/** A folder of src and all folders of src that it may import. */
const within = (folder, allowed) => ({
  name: `src-${folder.replace('/', '-')}-imports-only-${allowed.map((one) => one.replace('/', '-')).join('-') || 'itself'}`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: '^src/', pathNot: `^src/(${[folder, ...allowed].join('|')})/` },
});

/** The order of one delivery: each stage may import those before it, never one that comes later. */
const STAGES = ['accept', 'delivery', 'change', 'dedupe', 'emit'];
const stages = STAGES.map((stage, at) => {
  const below = [stage, ...STAGES.slice(0, at)].map((one) => `pipeline/${one}`);
  return {
    name: `pipeline-${stage}-imports-no-later-stage`,
    severity: 'error',
    from: { path: `^src/pipeline/${stage}/` },
    to: { path: '^src/', pathNot: `^src/(${[...below, 'catalog', 'json', 'errors', 'events'].join('|')})/` },
  };
});

export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    only('src', []),
    only('lambdas', ['src']),
    only('lib', ['src']),
    only('local', ['lambdas', 'src']),
    only('cli', ['local', 'lambdas', 'src']),
    {
      ...only('tools', ['lambdas', 'src']),
      comment:
        'tools/dashboard and tools/bench also run the local embedded services; tools/commands documents cli, and ' +
        'tools/docs parses with the parsers of both',
      from: { path: '^tools/', pathNot: '^tools/(commands|docs)/' },
      to: { path: OURS, pathNot: '^(tools|local|lambdas|src)/' },
    },
    only('tools/commands', ['cli']),
    only('tools/docs', ['cli', 'local']),
    {
      ...only('bin', ['lib', 'cli', 'local']),
      comment: 'dashboard-picture is no entry point of a user: it draws with tools/dashboard',
      from: { path: '^bin/', pathNot: '^bin/dashboard-picture' },
    },
    only('consumers', ['lambdas/consumers', 'src/events', 'src/catalog/values']),
    {
      ...only('examples', []),
      name: 'examples-import-only-entry-points',
      comment: 'the linter keeps relative imports out of these',
      to: {
        path: OURS,
        pathNot: ['^examples/', ...Object.values(manifest.exports).map((path) => `^${path.slice(2)}$`)],
      },
    },
    within('errors', []),
    within('text', []),
    within('retry', []),
    within('json', ['errors']),
    within('catalog', ['json']),
    within('events', ['catalog']),
    within('graph', ['json', 'errors', 'retry', 'text']),
    within('mentions', ['json', 'errors', 'graph', 'text']),
    within('testing', [
      'catalog',
      'json',
      'errors',
      'events',
      'pipeline/change',
      'pipeline/dedupe',
      'pipeline/delivery',
      'pipeline/emit',
      'text',
    ]),
    within('insights', ['json', 'errors', 'text']),
    ...stages,
    {
      name: 'no-command-imports-another',
      severity: 'error',
      from: { path: '^cli/commands/([^/]+)/' },
      to: { path: '^cli/commands/', pathNot: '^cli/commands/$1/' },
    },
    {
      name: 'only-the-registry-imports-commands',
      comment: 'what commands share lies below them, and registry.ts alone above',
      severity: 'error',
      from: { path: '^cli/', pathNot: '^cli/(commands/|registry\\.ts$)' },
      to: { path: '^cli/commands/' },
    },
    {
      name: 'src-is-pure',
      comment: 'no AWS, no I/O in the domain; hashing is the one platform call it needs',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        pathNot: '^src/',
        dependencyTypesNot: ['type-only'],
        exoticallyRequired: false,
        path: '.*',
        dependencyTypes: ['npm', 'npm-dev', 'npm-peer', 'npm-optional'],
      },
    },
    {
      name: 'src-core-modules',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|buffer)$' },
    },
    {
      name: 'lambdas-take-runtime-dependencies-only',
      severity: 'error',
      from: { path: '^lambdas/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js'],
    },
  },
};
