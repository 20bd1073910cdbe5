import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const PROJECT = join(import.meta.dirname, '../..');
const { default: config } = (await import(join(PROJECT, '.dependency-cruiser.js'))) as {
  default: { forbidden: readonly { readonly name: string }[] };
};

/** Each rule, and an import that it forbids: of a file of ours by its path, else of a package. */
const PLANTED: readonly (readonly [rule: string, from: string, to: string])[] = [
  ['no-circular', 'src/metrics/a.ts', 'src/metrics/b.ts'],
  ['src-imports-only-itself', 'src/metrics/up.ts', 'lambdas/worker/target.ts'],
  ['lambdas-imports-only-src', 'lambdas/ingress/up.ts', 'lib/target.ts'],
  ['lib-imports-only-src', 'lib/up.ts', 'cli/target.ts'],
  ['local-imports-only-lambdas-src', 'local/up.ts', 'cli/target.ts'],
  ['cli-imports-only-local-lambdas-src', 'cli/up.ts', 'lib/target.ts'],
  ['tools-imports-only-lambdas-src', 'tools/up.ts', 'cli/target.ts'],
  ['tools/commands-imports-only-cli', 'tools/commands/up.ts', 'src/metrics/target.ts'],
  ['tools/docs-imports-only-cli-local', 'tools/docs/up.ts', 'src/metrics/target.ts'],
  ['bin-imports-only-lib-cli-local', 'bin/up.ts', 'tools/target.ts'],
  ['consumers-imports-only-lambdas/consumers-src/events-src/catalog/values', 'consumers/up.ts', 'lib/target.ts'],
  ['examples-import-only-entry-points', 'examples/up.ts', 'lib/target.ts'],
  ['src-errors-imports-only-itself', 'src/errors/up.ts', 'src/json/target.ts'],
  ['src-text-imports-only-itself', 'src/text/up.ts', 'src/json/target.ts'],
  ['src-retry-imports-only-itself', 'src/retry/up.ts', 'src/graph/target.ts'],
  ['src-json-imports-only-errors', 'src/json/up.ts', 'src/catalog/target.ts'],
  ['src-catalog-imports-only-json', 'src/catalog/up.ts', 'src/pipeline/change/target.ts'],
  ['src-events-imports-only-catalog', 'src/events/up.ts', 'src/pipeline/emit/target.ts'],
  ['src-graph-imports-only-json-errors-retry-text', 'src/graph/up.ts', 'src/pipeline/change/target.ts'],
  ['src-mentions-imports-only-json-errors-graph-text', 'src/mentions/up.ts', 'src/catalog/target.ts'],
  [
    'src-testing-imports-only-catalog-json-errors-events-pipeline-change-pipeline-dedupe-pipeline-delivery-pipeline-emit-text',
    'src/testing/up.ts',
    'src/graph/target.ts',
  ],
  ['src-insights-imports-only-json-errors-text', 'src/insights/up.ts', 'src/graph/target.ts'],
  ['pipeline-accept-imports-no-later-stage', 'src/pipeline/accept/up.ts', 'src/pipeline/delivery/target.ts'],
  ['pipeline-delivery-imports-no-later-stage', 'src/pipeline/delivery/up.ts', 'src/pipeline/change/target.ts'],
  ['pipeline-change-imports-no-later-stage', 'src/pipeline/change/up.ts', 'src/pipeline/dedupe/target.ts'],
  ['pipeline-dedupe-imports-no-later-stage', 'src/pipeline/dedupe/up.ts', 'src/pipeline/emit/target.ts'],
  ['pipeline-emit-imports-no-later-stage', 'src/pipeline/emit/up.ts', 'src/graph/target.ts'],
  ['no-command-imports-another', 'cli/commands/send/up.ts', 'cli/commands/listen/target.ts'],
  ['only-the-registry-imports-commands', 'cli/aws/up.ts', 'cli/commands/listen/target.ts'],
  ['src-is-pure', 'src/metrics/aws.ts', 'uuid'],
  ['src-core-modules', 'src/metrics/disk.ts', 'node:fs'],
  ['lambdas-take-runtime-dependencies-only', 'lambdas/worker/dev.ts', 'hono'],
];
const TARGET = 'export const target = 1;\n';

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

let folder = '';
let violations: readonly Violation[] = [];

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

function plant(from: string, to: string): void {
  const isOurs = to.endsWith('.ts');
  const specifier = isOurs ? relative(dirname(from), to) : to;
  const found = specifier.startsWith('.') || !isOurs ? specifier : `./${specifier}`;
  write(from, `import * as found from '${found}';\nexport const planted = found;\n`);
  if (isOurs && from !== 'src/metrics/a.ts') write(to, TARGET);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'import-rules-'));
  for (const file of ['package.json', 'tsconfig.json', '.dependency-cruiser.js'])
    symlinkSync(join(PROJECT, file), join(folder, file));
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  for (const [, from, to] of PLANTED) plant(from, to);
  plant('src/metrics/b.ts', 'src/metrics/a.ts');
  plant('src/metrics/a.ts', 'src/metrics/b.ts');
  const top = [...new Set(PLANTED.map(([, from]) => from.split('/')[0] ?? ''))];
  const args = [
    join(PROJECT, 'node_modules/.bin/depcruise'),
    ...top,
    '--config',
    '.dependency-cruiser.js',
    '--output-type',
    'json',
  ];
  const report = JSON.parse(
    execFileSync(process.execPath, args, {
      cwd: folder,
      encoding: 'utf8',
      timeout: 60_000,
      maxBuffer: 64 * 1024 * 1024,
    }),
  ) as {
    readonly summary: { readonly violations: readonly Violation[] };
  };
  violations = report.summary.violations;
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the import rules', () => {
  it.each(PLANTED)('%s reports %s importing %s', (rule, from) => {
    expect(violations.filter((one) => one.from === from).map((one) => one.rule.name)).toContain(rule);
  });

  it('have a planted violation each', () => {
    expect(PLANTED.map(([rule]) => rule).sort()).toEqual(config.forbidden.map(({ name }) => name).sort());
  });

  it('report nothing of an import that points down', () => {
    expect(violations.filter(({ from }) => from.endsWith('/target.ts'))).toEqual([]);
  });
});
