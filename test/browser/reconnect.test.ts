import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openPage, rows, startBrowser } from '../support/browser/browser.ts';
import { openLine, type BreakableLine } from '../support/browser/breakable-line.ts';
import { startLocalRunProcess, until, type LocalRunProcess } from '../support/browser/local-run.ts';

let run: LocalRunProcess;
let browser: Browser;
let line: BreakableLine;
beforeAll(async () => {
  [run, browser] = await Promise.all([startLocalRunProcess(), startBrowser()]);
  line = await openLine(run.url);
});
afterAll(async () => {
  await browser.close();
  line.close();
  await run.stop();
});

const body = (n: number): string =>
  JSON.stringify({
    object: 'page',
    entry: [{ id: '1', time: 1_700_000_100 + n, changes: [{ field: 'about', value: n }] }],
  });

describe('a connection that breaks', () => {
  it('misses nothing: what arrived in between is there after the reconnect, once', async () => {
    const { page } = await openPage(browser, line.url);
    const arrived = async (number: number): Promise<void> => {
      await until(async () =>
        (await rows(page).filter({ hasText: '1 change' }).count()) === number ? true : undefined,
      );
    };
    await run.post(body(1));
    await arrived(1);
    line.cut();
    await page.getByText('Not connected. Trying again.').waitFor();
    for (const n of [2, 3, 4]) await run.post(body(n));
    await expect(rows(page).count()).resolves.toBe(1);
    line.restore();
    await page.getByText('Live', { exact: true }).waitFor();
    await arrived(4);
    await run.post(body(5));
    await arrived(5);
  });
});
