import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openPage, openRow, startBrowser } from '../support/browser/browser.ts';
import { startLocalRunProcess, until, type LocalRunProcess } from '../support/browser/local-run.ts';

let run: LocalRunProcess;
let browser: Browser;
beforeAll(async () => {
  [run, browser] = await Promise.all([startLocalRunProcess(), startBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await run.stop();
});

const HTML =
  '<img src=x onerror="document.title=`taken`"><script>document.title="taken"</script><b id=planted>bold</b>';
/** Right-to-left override, a zero-width space, and an escape sequence of terminals. */
const HIDDEN = 'user\u202egpj.exe\u200b\u001b[31m';

describe('a payload full of HTML, script, bidirectional and control characters', () => {
  it('stays text wherever the page shows it', async () => {
    const { page, problems } = await openPage(browser, run.url);
    const body = JSON.stringify({
      object: HTML,
      entry: [
        {
          id: HIDDEN,
          time: 1_700_000_002,
          changes: [{ field: `${HTML}${HIDDEN}`, value: { [HTML]: HIDDEN, text: HTML } }],
        },
      ],
    });
    await run.post(body);
    await openRow(page, '1 emitted');
    const shown = async (): Promise<string> => page.locator('article.detail').innerText();
    for (const tab of [/^Changes/, 'Timeline', 'Headers', 'Body'] as const) {
      await page.getByRole('tab', { name: tab }).click();
      await shown();
    }
    await page.getByRole('treeitem').filter({ hasText: 'gpj.exe' }).first().waitFor();
    const tree = await shown();
    expect(tree).toContain(JSON.stringify(HTML));
    expect(tree).toContain('\\u202egpj.exe\\u200b\\u001b[31m');
    const whole = `${await page.locator('body').innerText()}`;
    expect([...whole].filter((character) => /[\u200b-\u200f\u202a-\u202e\u001b]/.test(character))).toEqual([]);
    await expect(page.locator('#planted, #app img, #app script').count()).resolves.toBe(0);
    await expect(page.title()).resolves.toBe('Meta webhooks on this machine');
    expect(problems).toEqual([]);
    await page.context().close();
  });
});

describe('the content security policy', () => {
  it.each([
    {
      rule: 'stops inline script',
      attack: "const s=document.createElement('script');s.text='window.taken=1';document.body.append(s)",
    },
    { rule: 'stops HTML from text', attack: "document.body.innerHTML='<b>taken</b>'" },
    { rule: 'stops eval in a script of the page', attack: "setTimeout('window.taken=1', 0)" },
    { rule: 'stops a request to elsewhere', attack: "fetch('http://127.0.0.1:1/').then(() => { window.taken=1 })" },
  ])('$rule', async ({ attack }) => {
    const { page } = await openPage(browser, run.url);
    const blocked = page.evaluate<string>(
      "new Promise((done) => document.addEventListener('securitypolicyviolation', (e) => done(e.effectiveDirective), { once: true }))",
    );
    await page.evaluate(`try { ${attack} } catch {}; undefined`);
    await expect(blocked).resolves.toMatch(/script|connect|trusted/);
    await expect(page.evaluate('window.taken')).resolves.toBeUndefined();
    await page.context().close();
  });
});

describe('a page of another site', () => {
  let evil: Server;
  let evilUrl: string;
  beforeAll(async () => {
    evil = createServer((_, response) =>
      response.setHeader('content-type', 'text/html').end('<title>evil</title>'),
    ).listen(0, '127.0.0.1');
    await once(evil, 'listening');
    evilUrl = `http://127.0.0.1:${(evil.address() as AddressInfo).port}/`;
  });
  afterAll(() => {
    evil.closeAllConnections();
    evil.close();
  });

  it.each([
    { rule: 'reads no deliveries', attack: (url: string) => `fetch('${url}/api/deliveries').then((r) => r.text())` },
    { rule: 'reads no page with the token', attack: (url: string) => `fetch('${url}/').then((r) => r.text())` },
    {
      rule: 'reads no stream',
      attack: (url: string) =>
        `new Promise((done, fail) => { const s = new EventSource('${url}/api/stream'); s.onmessage = done; s.addEventListener('status', done); s.onerror = fail })`,
    },
    {
      rule: 'cannot act',
      attack: (url: string) =>
        `fetch('${url}/api/page/simulations', { method: 'POST', headers: { 'content-type': 'application/json', 'x-page-token': 'guess' }, body: '{"changes":5}' }).then((r) => r.text())`,
    },
  ])('$rule', async ({ attack }) => {
    const page = await browser.newPage();
    await page.goto(evilUrl);
    await expect(page.evaluate(attack(run.url))).rejects.toThrow();
    await page.close();
  });

  it('cannot act with a form either, which needs no permission to be sent', async () => {
    const page = await browser.newPage();
    await page.goto(evilUrl);
    const [response] = await Promise.all([
      page.waitForResponse(/api\/page\/faults/),
      page.evaluate(`const f = document.createElement('form'); f.method = 'POST'; f.enctype = 'text/plain';
        f.action = '${run.url}/api/page/faults';
        const i = document.createElement('input'); i.name = '{"target":"queue","broken":true,"seconds":60,"x":"'; i.value = '"}';
        f.append(i); document.body.append(f); f.submit();`),
    ]);
    expect(response.status()).toBe(404);
    const status = (await (await fetch(`${run.url}/api/status`.replace('localhost', '127.0.0.1'))).json()) as {
      faults: unknown[];
    };
    expect(status.faults).toEqual([]);
    await page.close();
  });

  it('cannot put the page into a frame', async () => {
    const page = await browser.newPage();
    await page.goto(evilUrl);
    await page.evaluate(`const f = document.createElement('iframe'); f.src = '${run.url}/'; document.body.append(f)`);
    const frame = await until(() => page.frames()[1]);
    await until(async () => ((await frame.title().catch(() => '')) === '' ? true : undefined));
    await expect(frame.locator('h1').count()).resolves.toBe(0);
    await page.close();
  });
});
