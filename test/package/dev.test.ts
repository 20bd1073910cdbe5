import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../support/browser/local-run.ts';
import { makeInitApp } from './init-app.ts';
import { run } from './npm.ts';

const FOLDER = process.env['PACKAGE_FOLDER'];
if (FOLDER === undefined) throw new Error('Run npm run test:package, which installs what these tests need.');
/** It has what `init` names, fauxqs and dynalite among it. */
const APP = join(FOLDER, 'made-by-init');
const COMMAND = join(APP, 'node_modules/.bin/meta-webhooks');
const INSTALL_MS = 300_000;
const { archive } = JSON.parse(readFileSync(join(FOLDER, 'facts.json'), 'utf8')) as { readonly archive: string };

/** A running `dev`, and what it printed. */
interface Dev {
  readonly child: ChildProcess;
  output: string;
}

async function start(node: string, args: readonly string[]): Promise<Dev> {
  const { PATH } = process.env;
  const child = spawn(node, [COMMAND, 'dev', '--port', '0', ...args], { cwd: APP, env: { PATH } });
  const dev: Dev = { child, output: '' };
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (dev.output += chunk.toString()));
  await until(() => {
    if (child.exitCode !== null) throw new Error(dev.output);
    return dev.output.includes('Ctrl-C') || dev.output.includes('}\n') ? true : undefined;
  });
  return dev;
}

async function stop({ child }: Dev): Promise<number | null> {
  if (child.exitCode === null) {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
  return child.exitCode;
}

beforeAll(() => {
  makeInitApp(APP, { archive, command: join(FOLDER, 'app/node_modules/.bin/meta-webhooks') });
}, INSTALL_MS);

describe.each([
  { version: 22, node: join(FOLDER, 'node22/node_modules/node/bin/node') },
  { version: 24, node: process.execPath },
])('meta-webhooks dev of the installed package, on Node.js $version', ({ node }) => {
  let dev: Dev;
  let url: string;
  beforeAll(async () => {
    dev = await start(node, []);
    url = /page +(http:\/\/localhost:\d+)/.exec(dev.output)![1]!;
  });
  afterAll(() => stop(dev));

  it('serves the page, its script, its style, its icon and what it links without a script', async () => {
    const page = await fetch(url);
    const files = [...(await page.text()).matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path!);
    const kinds = await Promise.all(
      files.map(async (path) => {
        const { status, headers, body } = await fetch(`${url}${path}`);
        await body?.cancel(); // or its connection stays
        return `${status} ${String(headers.get('content-type'))}`;
      }),
    );
    expect(page.status).toBe(200);
    expect(kinds.toSorted()).toEqual([
      '200 application/json',
      '200 application/json',
      '200 image/svg+xml',
      '200 text/css; charset=utf-8',
      '200 text/javascript; charset=utf-8',
    ]);
  });

  it('takes a signed sample of send --local twice, and the consumer of the folder runs once', async () => {
    const port = new URL(url).port;
    run(APP, node, COMMAND, 'send', 'instagram.comments', '--repeat', '2', '--local', port);
    await until(() => (/duplicates=1/.test(dev.output) ? true : undefined));
    const runs = await until(() => {
      const found = dev.output.match(/consumer {2}file=comments\.ts {2}outcome=\S+/g);
      return found ?? undefined;
    });
    expect(runs).toEqual(['consumer  file=comments.ts  outcome=done']);
  });

  it('stops on a signal', async () => {
    expect(await stop(dev)).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });
});

describe('meta-webhooks dev --json', () => {
  let dev: Dev;
  beforeEach(async () => {
    dev = await start(process.execPath, ['--json']);
  });
  afterEach(() => stop(dev));

  it('prints one document with the URLs', async () => {
    const { page, callbackUrl } = JSON.parse(dev.output) as { readonly page: string; readonly callbackUrl: string };
    expect(callbackUrl).toBe(`${page}/webhooks/meta`);
    const { status, body } = await fetch(page);
    await body?.cancel();
    expect(status).toBe(200);
  });
});

describe('in an app without the embedded services', () => {
  const folder = join(FOLDER, 'app');

  it('meta-webhooks dev says which command installs them', () => {
    const missing = ['fauxqs', 'dynalite'].filter((name) => !existsSync(join(folder, 'node_modules', name)));
    expect(missing).toEqual(['fauxqs', 'dynalite']);
    const command = join(folder, 'node_modules/.bin/meta-webhooks');
    const { status, stderr } = spawnSync(process.execPath, [command, 'dev'], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 60_000,
    });
    expect([status, stderr]).toEqual([
      1,
      'error MISSING_PACKAGE: this command needs fauxqs and dynalite\n' +
        'hint: Run `npm install --save-dev fauxqs dynalite`, then run the command again.\n',
    ]);
  });
});
