import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { DESKTOP, openPage, openRow, PHONE, rows, sendSample, startBrowser } from '../../support/browser/browser.ts';
import { startLocalRunProcess, type LocalRunProcess } from '../../support/browser/local-run.ts';

/** Pictures go here; with PICTURES=docs/pictures they replace those of the documentation. */
const FOLDER = process.env['PICTURES'] ?? 'reports/pictures';

let run: LocalRunProcess;
let browser: Browser;
let page: Page;
let frame = 0;
beforeAll(async () => {
  await mkdir(join(FOLDER, 'frames'), { recursive: true });
  [run, browser] = await Promise.all([startLocalRunProcess(), startBrowser()]);
  ({ page } = await openPage(browser, run.url));
});
afterAll(async () => {
  await browser.close();
  await run.stop();
});

async function take(name: string): Promise<void> {
  const picture = await page.screenshot();
  expect(picture.byteLength).toBeGreaterThan(10_000);
  await writeFile(join(FOLDER, `${name}.png`), picture);
}

/** Takes the next picture of the animation. */
async function film(): Promise<void> {
  frame += 1;
  await writeFile(join(FOLDER, 'frames', `${String(frame).padStart(2, '0')}.png`), await page.screenshot());
}

describe('the pictures of the documentation', () => {
  it('a minute with the page: a sample, a wrong secret, 100 changes with retries, a duplicate', async () => {
    await film();
    await sendSample(page, 'page.leadgen');
    await rows(page).filter({ hasText: '1 emitted' }).first().waitFor();
    await film();
    await sendSample(page, 'whatsapp_business_account.messages.message', 'Wrong secret');
    await film();
    await page.getByRole('button', { name: '100 changes with retries' }).click();
    for (let taken = 0; taken < 5; taken += 1) await film();
    await page.locator('.run-done').waitFor();
    await rows(page)
      .first()
      .filter({ hasText: /emitted|duplicate/ })
      .waitFor();
    await film();
    await openRow(page, 'duplicate');
    await page.getByRole('heading', { name: 'Identity' }).first().waitFor();
    await film();
    expect(frame).toBe(10);
  });

  it.each([
    { name: 'page-desktop-light', colorScheme: 'light', viewport: DESKTOP, isOpen: true },
    { name: 'page-desktop-dark', colorScheme: 'dark', viewport: DESKTOP, isOpen: true },
    { name: 'page-phone-light', colorScheme: 'light', viewport: PHONE, isOpen: false },
    { name: 'page-phone-dark', colorScheme: 'dark', viewport: PHONE, isOpen: true },
  ] as const)('$name', async ({ name, colorScheme, viewport, isOpen }) => {
    await page.context().close();
    ({ page } = await openPage(browser, run.url, { colorScheme, viewport }));
    await rows(page).first().waitFor();
    if (isOpen) await openRow(page, 'emitted');
    if (isOpen) await page.getByRole('heading', { name: 'Identity' }).first().waitFor();
    await take(name);
  });
});
