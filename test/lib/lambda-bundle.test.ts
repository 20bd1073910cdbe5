import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { App, Stack } from 'aws-cdk-lib/core';
import { bundleLambda, bundleSize, lambdaCode } from '../../lib/lambda-bundle.ts';
import type { LambdaName } from '../../lib/lambda-bundle.ts';

/** What the stack sets for any of the functions. */
const ENVIRONMENT = {
  MUTUAL_TLS_APPS: '[]',
  APP_SECRET_ARNS: '{"meta":"arn:aws:secretsmanager:us-east-1:123456789012:secret:SecretMeta-AbCdEf"}',
  ARCHIVE: 'on',
  BATCHED_CLAIMS: 'off',
  AWS_REGION: 'us-east-1',
  BUCKET_NAME: 'bucket',
  CLAIM_TABLE_NAME: 'table',
  DEAD_LETTER_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/123456789012/dead',
  DEDUPE_WINDOW_SECONDS: '1900800',
  EVENT_BUS_NAME: 'bus',
  REVIEW_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/123456789012/people',
  MENTION_REPLIES: '{"dryRun":true,"withinHours":24,"answers":[],"excludes":[],"accounts":{},"appSecretArns":{}}',
  MENTION_TABLE_NAME: 'mentions',
  METRICS_NAMESPACE: 'test',
  POWERTOOLS_SERVICE_NAME: 'test',
  PREVIOUS_SECRET_SECONDS: '86400',
  // Nothing listens there: no test calls AWS.
  QUEUE_URL: 'http://127.0.0.1:1/123456789012/queue',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  AWS_ACCESS_KEY_ID: 'synthetic',
  AWS_SECRET_ACCESS_KEY: 'synthetic',
  TABLE_NAME: 'table',
};

let folder: string;
const outdir = (): string => join(folder, 'out');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lambda-bundle-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A function whose folder holds these files. */
function write(name: LambdaName, files: Readonly<Record<string, string>>): void {
  mkdirSync(join(folder, name), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, name, file), text);
}

const ofBytes = (size: number): string => `export const text = '${'x'.repeat(size)}';\n`;

describe('a bundle', () => {
  it('is one ES module that Node runs, with its types stripped', async () => {
    write('ingress', { 'index.ts': 'export const handler = async (name: string): Promise<string> => `for ${name}`;' });
    bundleLambda('ingress', outdir(), folder);
    expect(readdirSync(outdir())).toEqual(['index.mjs']);
    const { handler } = (await import(pathToFileURL(join(outdir(), 'index.mjs')).href)) as {
      handler: (name: string) => Promise<string>;
    };
    await expect(handler('Meta')).resolves.toBe('for Meta');
  });

  it('keeps what is imported on demand in a file of its own, which does not count as loaded at start', () => {
    write('ingress', {
      'index.ts': "export const handler = async () => (await import('./rare.ts')).text;",
      'rare.ts': ofBytes(10_000),
    });
    const { staticBytes, totalBytes } = bundleSize(bundleLambda('ingress', outdir(), folder));
    expect(readdirSync(outdir())).toHaveLength(2);
    expect(staticBytes).toBeLessThan(1000);
    expect(totalBytes).toBeGreaterThan(10_000);
  });

  it('counts a part that the entry shares with an on-demand one as loaded at start', () => {
    write('ingress', {
      'index.ts':
        "import { text } from './shared.ts'; export const handler = async () => text + (await " +
        "import('./rare.ts')).rare;",
      'rare.ts': "import { text } from './shared.ts'; export const rare = text.length;",
      'shared.ts': ofBytes(10_000),
    });
    expect(bundleSize(bundleLambda('ingress', outdir(), folder)).staticBytes).toBeGreaterThan(10_000);
  });

  it('is the same, byte for byte, wherever it is written', () => {
    write('worker', { 'index.ts': "export const handler = async () => import('./rare.ts');", 'rare.ts': ofBytes(10) });
    const listFiles = (to: string): unknown => {
      bundleLambda('worker', join(folder, to), folder);
      return readdirSync(join(folder, to)).map((file) => [file, readFileSync(join(folder, to, file), 'utf8')]);
    };
    expect(listFiles('one')).toEqual(listFiles('two'));
  });

  it('that does not build is refused', () => {
    write('ingress', { 'index.ts': "import { absent } from './absent.ts'; export const handler = absent;" });
    expect(() => bundleLambda('ingress', outdir(), folder)).toThrow('Could not resolve "./absent.ts"');
  });
});

describe.each(['ingress', 'worker', 'story-insights', 'mention-replies'] as const)(
  'the bundle of %s that is deployed',
  (name) => {
    it('is within its budget, needs nothing that is not in it, and no `require`, which ES modules do not have', () => {
      const { outputs } = bundleLambda(name, outdir());
      const missing = Object.values(outputs).flatMap(({ imports }) =>
        imports.filter(({ external, path }) => external && !isBuiltin(path)).map(({ path }) => path),
      );
      expect(missing).toEqual([]);
      for (const file of readdirSync(outdir())) {
        expect(file).toMatch(/\.mjs$/);
        expect(readFileSync(join(outdir(), file), 'utf8')).not.toContain('Dynamic require of');
      }
    });

    it('is loaded by Node', () => {
      bundleLambda(name, outdir());
      const script =
        `const { handler } = await ` +
        `import(${JSON.stringify(pathToFileURL(join(outdir(), 'index.mjs')).href)}); console.log(typeof handler);`;
      const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
        env: ENVIRONMENT,
        encoding: 'utf8',
        timeout: 60_000,
      });
      expect({ stdout, stderr }).toEqual({ stdout: 'function\n', stderr: '' });
    });
  },
);

describe('the bundle of the worker', () => {
  it('brings the program that splits a body in a process of its own', () => {
    bundleLambda('worker', outdir());
    const body =
      '{"object":"page","entry":[{"id":"1","time":2,"changes":[{"field":"leadgen","value":{"leadgen_id":"3"}}]}]}';
    const { stdout, status } = spawnSync(
      process.execPath,
      ['--max-old-space-size=100', join(outdir(), 'split-child.mjs')],
      { env: {}, input: body, encoding: 'utf8', timeout: 60_000 },
    );
    expect(status).toBe(0);
    expect(
      (JSON.parse(stdout) as { split: { changes: { identity: { id: string[] } }[] } }).split.changes.map(
        ({ identity }) => identity.id,
      ),
    ).toEqual([['3']]);
  });
});

describe('a size budget', () => {
  it.each([
    { name: 'ingress', budget: 296_960 },
    { name: 'worker', budget: 409_600 },
  ] as const)(
    'refuses $name when it loads more than $budget bytes at start, naming the five largest inputs',
    ({ name, budget }) => {
      const sizes = [budget, 6000, 5000, 4000, 3000, 2000];
      const imports = sizes.map((_, index) => `import { text as t${index} } from './part-${index}.ts';`).join('\n');
      const parts = sizes.map((size, index) => [`part-${index}.ts`, ofBytes(size)] as const);
      const use = `export const handler = async () => [${sizes.map((_, index) => `t${index}`).join()}];`;
      write(name, { 'index.ts': `${imports}\n${use}`, ...Object.fromEntries(parts) });
      const refused = (): unknown => bundleLambda(name, outdir(), folder);
      expect(refused).toThrow(
        new RegExp(`The bundle of ${name} has \\d{6} bytes loaded at start, its budget is ${budget}`),
      );
      expect(refused).toThrow(/part-0\.ts\n.*part-1\.ts\n.*part-2\.ts\n.*part-3\.ts\n.*part-4\.ts\nRemove/);
    },
  );

  it.each([
    { name: 'ingress', budget: 614_400 },
    { name: 'worker', budget: 732_160 },
  ] as const)('refuses $name when it has more than $budget bytes with what is loaded on demand', ({ name, budget }) => {
    write(name, { 'index.ts': "export const handler = async () => import('./rare.ts');", 'rare.ts': ofBytes(budget) });
    expect(() => bundleLambda(name, outdir(), folder)).toThrow(
      new RegExp(`The bundle of ${name} has \\d{6} bytes in total, its budget is ${budget}`),
    );
  });
});

describe('code for the stack', () => {
  it('is bundled for each function apart, without Docker', () => {
    const stack = new Stack(new App({ outdir: outdir(), builtinCloudFormationValidation: false }), 'Test');
    for (const name of ['ingress', 'worker'] as const) {
      write(name, { 'index.ts': `export const handler = async () => '${name}';` });
      new LambdaFunction(stack, name, {
        code: lambdaCode(name, folder),
        handler: 'index.handler',
        runtime: Runtime.NODEJS_24_X,
      });
    }
    const bundles = readdirSync(outdir()).filter((file) => file.startsWith('asset.'));
    const texts = bundles.map((bundle) => readFileSync(join(outdir(), bundle, 'index.mjs'), 'utf8'));
    expect(texts.toSorted()).toEqual([expect.stringContaining('"ingress"'), expect.stringContaining('"worker"')]);
  });
});
