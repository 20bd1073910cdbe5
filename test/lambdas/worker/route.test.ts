import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { RouteStep } from '../../support/harness/record-route.ts';

const run = promisify(execFile);
const getPath = (name: string): string => fileURLToPath(new URL(`../../../${name}`, import.meta.url));
const HEADING = '## The route of one delivery';

/** The numbered list of CONTRIBUTING.md. */
const section = readFileSync(getPath('CONTRIBUTING.md'), 'utf8').split(HEADING)[1]?.split('\n## ')[0] ?? '';
const documented = [...section.matchAll(/^\d+\. `([^`]+)`, `([^`]+)`: \S/gm)].map(([, file = '', name = '']) => ({
  file,
  name,
}));

let steps: readonly RouteStep[];
beforeAll(async () => {
  const { stdout } = await run(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    getPath('test/support/harness/record-route.ts'),
  ]);
  const recorded = JSON.parse(stdout) as { steps: readonly RouteStep[]; failed: readonly string[] };
  expect(recorded.failed).toEqual([]);
  steps = recorded.steps;
});

describe('the route of one delivery from the handler to the bus, as CONTRIBUTING.md lists it', () => {
  it('has at most eight files', () => {
    expect(new Set(documented.map(({ file }) => file)).size).toBeLessThanOrEqual(8);
  });

  it('is the recorded one, in its order', () => {
    const known = new Set<string>();
    // V8 tells what ran between two calls of ports, and not in which order: within a step the list decides.
    const recorded = steps.flatMap((step) => {
      const entered = Object.keys(step).filter((file) => !known.has(file));
      for (const file of entered) known.add(file);
      return entered.toSorted((a, b) => indexOf(a) - indexOf(b));
    });
    expect(documented.map(({ file }) => file)).toEqual(recorded);
  });

  it('names functions that ran', () => {
    const ran = (file: string): string[] => steps.flatMap((step) => step[file] ?? []);
    expect(documented.filter(({ file, name }) => !ran(file).includes(name))).toEqual([]);
  });
});

function indexOf(file: string): number {
  return documented.findIndex((one) => one.file === file);
}
