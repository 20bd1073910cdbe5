import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import {
  chooseSample,
  DESKTOP,
  findViolations,
  openPage,
  openRow,
  PHONE,
  rows,
  sendSample,
  startBrowser,
} from '../support/browser/browser.ts';
import { startLocalRunProcess, type LocalRunProcess } from '../support/browser/local-run.ts';

let run: LocalRunProcess;
let browser: Browser;
beforeAll(async () => {
  [run, browser] = await Promise.all([startLocalRunProcess(), startBrowser()]);
  const { page } = await openPage(browser, run.url);
  await sendSample(page, 'instagram.comments');
  await sendSample(page, 'page.leadgen', 'Wrong secret');
  await page.getByRole('button', { name: '100 changes with retries' }).click();
  await page.locator('.run-done').waitFor();
  await rows(page).filter({ hasText: 'duplicate' }).first().waitFor();
  await page.context().close();
});
afterAll(async () => {
  await browser.close();
  await run.stop();
});

describe.each([
  { width: 'desktop', viewport: DESKTOP },
  { width: 'phone', viewport: PHONE },
])('on a $width', ({ viewport }) => {
  let page: Page;
  beforeAll(async () => {
    ({ page } = await openPage(browser, run.url, { viewport }));
  });
  afterAll(async () => {
    await page.context().close();
  });
  const back = async (): Promise<void> => {
    if (viewport === PHONE) await page.getByRole('button', { name: 'Back' }).click();
  };

  it.each<{ state: string; open: () => Promise<void> }>([
    { state: 'the list', open: () => Promise.resolve() },
    { state: 'a duplicate', open: async () => openRow(page, 'duplicate') },
    { state: 'its timeline', open: async () => page.getByRole('tab', { name: 'Timeline' }).click() },
    { state: 'its body', open: async () => page.getByRole('tab', { name: 'Body' }).click() },
    {
      state: 'a rejected request',
      open: async () => {
        await back();
        await page.getByRole('combobox', { name: 'Filter deliveries' }).selectOption('Rejected');
        await openRow(page, '401');
      },
    },
    { state: 'the dialog that sends', open: async () => chooseSample(page, 'page.leadgen') },
    {
      state: 'the dialog that sets up',
      open: async () => {
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: 'Set up' }).click();
        await page.getByText('Verify token', { exact: true }).waitFor();
      },
    },
  ])('axe finds nothing in $state, light and dark, and nothing is wider than the screen', async ({ open }) => {
    await open();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expect(findViolations(page)).resolves.toEqual([]);
    }
    await expect(page.evaluate('document.documentElement.scrollWidth <= innerWidth')).resolves.toBe(true);
  });
});

describe('the keyboard', () => {
  it('sends a sample, moves through the list and reads the delivery, without a mouse', async () => {
    const { page } = await openPage(browser, run.url);
    const press = async (...keys: string[]): Promise<void> => {
      for (const key of keys) await page.keyboard.press(key);
    };
    const focus = async (): Promise<string> =>
      page.evaluate<string>('document.activeElement.textContent || document.activeElement.ariaLabel');
    await press('Tab', 'Tab');
    expect(await focus()).toBe('Send a sample');
    await press('Enter');
    const search = page.getByRole('combobox', { name: 'Sample' });
    await search.focus();
    await page.keyboard.type('threads');
    await page
      .locator('.option', { hasText: /^threads/ })
      .first()
      .waitFor();
    expect(await search.inputValue()).toBe('threads');
    await press('ArrowDown', 'Enter');
    await page.getByText(/^Chosen: threads/).waitFor();
    await press('Escape', 'Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    // The focus returns a moment after the dialog is gone.
    await page.waitForFunction(`document.activeElement?.textContent === 'Send a sample'`);
    expect(await focus()).toBe('Send a sample');
    await page.getByRole('listbox', { name: /^Deliveries/ }).focus();
    await press('Home');
    const first = await page.locator('.id').innerText();
    await press('ArrowDown');
    await page.locator('.row[aria-selected="true"][aria-posinset="2"]').waitFor();
    await page.waitForFunction(`document.querySelector('.id')?.textContent !== ${JSON.stringify(first)}`);
    await press('End');
    await page.locator('.row[aria-selected="true"]').waitFor();
    await page
      .getByRole('tab', { name: /^Timeline|^Changes/ })
      .first()
      .focus();
    await press('ArrowRight');
    await page.context().close();
  });
});
