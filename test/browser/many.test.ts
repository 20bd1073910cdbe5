import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openPage, rows, startBrowser } from '../support/browser/browser.ts';
import { startLocalRunProcess, until, type LocalRunProcess } from '../support/browser/local-run.ts';

const IS_NIGHTLY = Boolean(process.env['NIGHTLY']);
/** As many as the page keeps, all of them signed. Without NIGHTLY, most of them are rejected, which is quicker. */
const [DELIVERIES, SIGNED] = IS_NIGHTLY ? [10_000, 10_000] : [10_000, 400];
const TITLE = `${DELIVERIES.toLocaleString('en-US')} deliveries`;
const CONCURRENT = 20;
/** A longer task is felt as a stutter. Enforced with NIGHTLY, since other work shares the cores of a CI run. */
const LONGEST_TASK_MS = 200;
const MAX_MB = 300;

let run: LocalRunProcess;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  [run, browser] = await Promise.all([startLocalRunProcess(), startBrowser()]);
  await postAll();
  ({ page } = await openPage(browser, run.url));
}, 1_200_000);
afterAll(async () => {
  await browser.close();
  await run.stop();
});

async function postAll(): Promise<void> {
  const startedMs = performance.now();
  let posted = 0;
  const next = async (): Promise<void> => {
    while (posted < DELIVERIES) {
      posted += 1;
      const value = {
        id: String(10 ** 15 + posted),
        from: { id: '1', username: 'fixture' },
        text: `comment ${posted}`,
      };
      const entry = { id: '17841400000000001', time: 1_700_000_000, changes: [{ field: 'comments', value }] };
      const body = JSON.stringify({ object: 'instagram', entry: [entry] });
      await (await (posted <= SIGNED ? run.post(body) : run.post(body, {}))).arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT }, next));
  await until(async () => {
    const { queues } = (await (await fetch(`${run.url}/api/status`.replace('localhost', '127.0.0.1'))).json()) as {
      queues: { waiting: number; inFlight: number }[];
    };
    return queues.every(({ waiting, inFlight }) => waiting + inFlight === 0) ? true : undefined;
  }, 300_000);
  const seconds = Math.round((performance.now() - startedMs) / 1_000);
  process.stdout.write(`${TITLE}: ${SIGNED} signed, all processed after ${seconds} s\n`);
}

describe(TITLE, () => {
  it('are all there, with at most 200 rows in the document', async () => {
    await page.getByText(`${DELIVERIES} requests`).waitFor();
    await expect(rows(page).count()).resolves.toBeLessThanOrEqual(200);
    await expect(rows(page).first().getAttribute('aria-setsize')).resolves.toBe(String(DELIVERIES));
  });

  it('filter and scroll without a long task', async () => {
    await page.evaluate(`window.tasks = [];
      new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map(({ duration }) => duration)))
        .observe({ type: 'longtask', buffered: false })`);
    const search = page.getByRole('searchbox', { name: 'Search deliveries' });
    await search.pressSequentially('meta');
    await expect(rows(page).first().getAttribute('aria-setsize')).resolves.toBe(String(DELIVERIES));
    await search.fill('nothing has this');
    await page.getByText('No delivery matches the filter.').waitFor();
    await search.fill('');
    for (const share of [0.25, 0.5, 0.75, 1]) {
      await page.evaluate(
        `{ const list = document.querySelector('.list'); list.scrollTop = list.scrollHeight * ${share} }`,
      );
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
      expect(await rows(page).count()).toBeLessThanOrEqual(200);
    }
    await page.locator(`[aria-posinset="${DELIVERIES}"]`).waitFor();
    const tasks = await page.evaluate<number[]>('window.tasks');
    const longest = Math.round(Math.max(0, ...tasks));
    const serverMb = Math.round(run.residentMb);
    process.stdout.write(`${TITLE}: longest task ${longest} ms, ${tasks.length} over 50 ms, server ${serverMb} MB\n`);
    if (IS_NIGHTLY) expect(longest).toBeLessThanOrEqual(LONGEST_TASK_MS);
  });

  it('leave the server under 300 MB', () => {
    expect(run.residentMb).toBeLessThan(MAX_MB);
  });
});
