import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { copied, openPage, openRow, sendSample, startBrowser } from '../support/browser/browser.ts';
import { startLocalRunProcess, until, VERIFY_TOKEN, type LocalRunProcess } from '../support/browser/local-run.ts';

/** Prints what cloudflared prints, and then runs until it is ended, with its last words. */
const TUNNEL_PROGRAM = `#!${process.execPath}
require('node:fs').writeFileSync(__filename + '.pid', String(process.pid));
process.on('SIGTERM', () => {
  process.stderr.write('ERR edge connection lost\\n');
  process.exit(1);
});
process.stderr.write('INF | https://synthetic-words.trycloudflare.com |\\nargs ' + process.argv.slice(2).join(' ') + '\\n');
setInterval(() => undefined, 1000);
`;

/** Two files of the folder consumers/, as a user would write them. */
const CONSUMERS = {
  'audit.mjs': "export const handler = async ({ detail }) => { throw new Error('no table for ' + detail.kind); };",
  'leads.mjs': 'export const handler = async () => undefined;',
};

let browser: Browser;
let run: LocalRunProcess;
let folder: string;
let target: Server;
const posted: { readonly detail: { readonly id: string } }[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunnel-'));
  await writeFile(join(folder, 'cloudflared'), TUNNEL_PROGRAM);
  await chmod(join(folder, 'cloudflared'), 0o755);
  await mkdir(join(folder, 'consumers'));
  for (const [name, source] of Object.entries(CONSUMERS)) await writeFile(join(folder, 'consumers', name), source);
  target = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      posted.push(JSON.parse(body) as (typeof posted)[number]);
      // The first attempt fails.
      response.writeHead(posted.length === 1 ? 500 : 200).end(posted.length === 1 ? 'try later' : 'taken');
    });
  }).listen(0, '127.0.0.1');
  await once(target, 'listening');
  const { port } = target.address() as AddressInfo;
  [run, browser] = await Promise.all([
    startLocalRunProcess(
      ['--tunnel', 'cloudflared', '--forward', `http://127.0.0.1:${port}/hook`],
      { PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` },
      folder,
    ),
    startBrowser(),
  ]);
});
afterAll(async () => {
  await browser.close();
  await run.stop();
  target.closeAllConnections();
  target.close();
  await rm(folder, { recursive: true });
});

describe('set up', () => {
  let page: Page;
  beforeAll(async () => {
    await until(() => (run.output.includes('public  ') ? true : undefined));
    ({ page } = await openPage(browser, run.url));
    await page.getByRole('button', { name: 'Set up' }).click();
  });

  it('gives the public callback URL of the tunnel, and says what that exposes', async () => {
    await expect(copied(page, 'Copy: Callback URL')).resolves.toBe(
      'https://synthetic-words.trycloudflare.com/webhooks/meta',
    );
    await page.getByText('Anyone on the internet can call the callback URL').waitFor();
    expect(run.output).toContain(
      'public        https://synthetic-words.trycloudflare.com/webhooks/meta\nAnyone on the internet can call this URL.',
    );
  });

  it('gives the verify token', async () => {
    await expect(copied(page, 'Copy: Verify token')).resolves.toBe(VERIFY_TOKEN);
  });

  it('plays the challenge', async () => {
    await page.getByRole('button', { name: 'Play the challenge' }).click();
    await page.getByText(/^The receiver answered the challenge in \d+ ms\.$/).waitFor();
  });

  it('says what to click for each product', async () => {
    await page.getByRole('combobox', { name: 'Product' }).selectOption('WhatsApp (object whatsapp_business_account)');
    await page.getByText('product WhatsApp › Configuration › Webhook › Edit').waitFor();
  });
});

describe('your own code', () => {
  it('gets each event, again after a failure, and the page shows its responses beside the event', async () => {
    const { page } = await openPage(browser, run.url);
    await sendSample(page, 'page.leadgen');
    await openRow(page, '1 emitted');
    const attempts = page.getByRole('list', { name: 'Forwarded' }).getByRole('listitem');
    await attempts.nth(1).waitFor();
    await expect(attempts.nth(0).innerText()).resolves.toMatch(/attempt 1\s+500\s+\d+ ms\s+try later/);
    await expect(attempts.nth(1).innerText()).resolves.toMatch(/attempt 2\s+200\s+\d+ ms\s+taken/);
    expect(posted).toHaveLength(2);
    expect(new Set(posted.map(({ detail }) => detail.id)).size).toBe(1);
    await page.context().close();
  });

  it('runs as a consumer, and the page shows what each file did with the event', async () => {
    const { page } = await openPage(browser, run.url);
    await openRow(page, '1 emitted');
    const runs = page.getByRole('list', { name: 'Consumers' }).getByRole('listitem');
    await runs.nth(1).waitFor();
    await expect(runs.nth(0).innerText()).resolves.toMatch(
      /audit\.mjs\s+failed\s+\d+ ms\s+Error: no table for leadgen/,
    );
    await expect(runs.nth(1).innerText()).resolves.toMatch(/leads\.mjs\s+done\s+\d+ ms/);
    await page.context().close();
  });
});

describe('a tunnel program that ends', () => {
  it('is reported on the page and in the terminal, and the public URL is not shown any more', async () => {
    const { page } = await openPage(browser, run.url);
    await expect(page.getByRole('alert').innerText()).resolves.toBe('');
    process.kill(Number(await readFile(join(folder, 'cloudflared.pid'), 'utf8')), 'SIGTERM');
    const said =
      'The tunnel is closed, so Meta cannot call the callback URL. Stop the receiver and start it again. ' +
      'cloudflared ended with exit code 1: ERR edge connection lost';
    await page.getByRole('alert').getByText(said).waitFor();
    await until(() => (run.output.includes(`${said}\n`) ? true : undefined));
    await page.getByRole('button', { name: 'Set up' }).click();
    await expect(copied(page, 'Copy: Callback URL')).resolves.toBe(`${run.url}/webhooks/meta`);
    await page.context().close();
  });
});
