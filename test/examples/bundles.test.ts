import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib/core';
import { ChangeConsumer } from '../../lib/consumers/change-consumer.ts';
import { MetaWebhooks } from '../../lib/meta-webhooks.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples');
const outdir = mkdtempSync(join(tmpdir(), 'examples-'));
afterAll(() => {
  rmSync(outdir, { recursive: true });
});

const withFunction = readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, 'index.ts')));
/** What the stacks set for any of them. */
const ENVIRONMENT = {
  AWS_REGION: 'us-east-1',
  CRM_URL: 'https://crm.example.com',
  KEEP_SECONDS: '1',
  IDEMPOTENCY_TABLE_NAME: 'once',
  REPLY_TEXT: 'text',
  TABLE_NAME: 'table',
  TOKEN_SECRET_ARNS: '{}',
  WORDS: '[]',
};

it.each(withFunction)('the function of %s is bundled, and loaded by Node', (name) => {
  const stack = new Stack(new App({ outdir: join(outdir, name), builtinCloudFormationValidation: false }), 'Test');
  const webhooks = MetaWebhooks.fromEventBusName(stack, 'Webhooks', 'bus');
  const entry = join(EXAMPLES, name, 'index.ts');
  new ChangeConsumer(stack, 'Consumer', { webhooks, detailType: 'page.leadgen', entry });
  const asset = readdirSync(join(outdir, name)).find((file) => file.startsWith('asset.'))!;
  const url = pathToFileURL(join(outdir, name, asset, 'index.mjs')).href;
  const script = `const { handler } = await import(${JSON.stringify(url)}); console.log(typeof handler);`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    env: ENVIRONMENT,
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect({ stdout, stderr }).toEqual({ stdout: 'function\n', stderr: '' });
});
