import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openPage, openRow, rows, sendSample, startBrowser } from '../support/browser/browser.ts';
import { startLocalRunProcess, type LocalRunProcess } from '../support/browser/local-run.ts';

let run: LocalRunProcess;
let browser: Browser;
let page: Page;
let problems: string[];
beforeAll(async () => {
  [run, browser] = await Promise.all([startLocalRunProcess(), startBrowser()]);
  ({ page, problems } = await openPage(browser, run.url));
});
afterAll(async () => {
  expect(problems).toEqual([]);
  await browser.close();
  await run.stop();
});

const comment = (id: string): string =>
  JSON.stringify({
    object: 'instagram',
    entry: [
      { id: '17841400000000001', time: 1_700_000_000, changes: [{ field: 'comments', value: { id, text: 'hi' } }] },
    ],
  });

describe('a delivery that arrives', () => {
  it('comes in by itself, newest first, with object, field, changes, status and what was emitted', async () => {
    await run.post(comment('1001'));
    await rows(page).filter({ hasText: '1 emitted' }).first().waitFor();
    await expect(rows(page).first().innerText()).resolves.toMatch(
      /instagram · comments\s+\d\d:\d\d:\d\d\.\d{3}\s+200\s+1 change\s+1 emitted/,
    );
  });

  it('opens with its timeline, in order, with the secret that verified it', async () => {
    await openRow(page, '1 emitted');
    await page.getByRole('tab', { name: 'Timeline' }).click();
    const steps = await page.locator('.step-name').allInnerTexts();
    expect(steps.filter((step) => step !== 'archived')).toEqual([
      'received',
      'verified',
      'queued',
      'attempt',
      'split',
      'claimed',
      'emitted',
      'processed',
    ]);
    // The archive is written beside reading and claims, and always before the first event.
    expect(steps.indexOf('archived')).toBeGreaterThan(steps.indexOf('attempt'));
    expect(steps.indexOf('archived')).toBeLessThan(steps.indexOf('emitted'));
    await expect(page.locator('.step').nth(1).innerText()).resolves.toMatch(/by the app secret\s+\+[\d.]+ ms/);
  });

  it('opens with its headers and its body, as a tree and as received', async () => {
    await page.getByRole('tab', { name: 'Headers' }).click();
    await page.locator('dt', { hasText: 'x-hub-signature-256' }).waitFor();
    await page.getByRole('tab', { name: 'Body' }).click();
    await page.getByRole('treeitem').filter({ hasText: '"1001"' }).first().waitFor();
    await page.getByRole('button', { name: 'As received' }).click();
    await expect(page.getByRole('region', { name: 'Body as received' }).innerText()).resolves.toBe(comment('1001'));
  });

  it('shows what its identity consists of, and the event as a consumer gets it', async () => {
    await page.getByRole('tab', { name: /^Changes/ }).click();
    await page.getByText("Meta's id tells this change apart from any other.").waitFor();
    await page.locator('dd', { hasText: /^1001$/ }).waitFor();
    const event = JSON.parse(
      await page.getByRole('region', { name: 'Event as a consumer gets it' }).innerText(),
    ) as object;
    expect(event).toMatchObject({
      source: 'meta.webhooks',
      'detail-type': 'instagram.comments',
      detail: { kind: 'comments', value: { id: '1001', text: 'hi' } },
    });
  });
});

describe('an event that no code of yours got', () => {
  it('says how to run code on it', async () => {
    await run.post(comment('1002').replace('comments', 'mentions'));
    await rows(page).filter({ hasText: 'mentions' }).first().click();
    await page.getByText('No code of yours ran with this event.').waitFor();
  });
});

describe('a change that was there before', () => {
  it('is a duplicate, and leads to the delivery that emitted it', async () => {
    await run.post(comment('1001'));
    await rows(page).filter({ hasText: '1 duplicate' }).first().waitFor();
    await openRow(page, '1 duplicate');
    await page.getByText('Duplicate: another delivery had the same identity and emitted it.').waitFor();
    await page.getByRole('button', { name: 'Open the delivery that emitted it' }).click();
    await page.getByText('New: no other delivery had it, so it became an event.').waitFor();
  });

  it('is found by the filter', async () => {
    await page.getByRole('combobox', { name: 'Filter deliveries' }).selectOption('Duplicate');
    await expect(rows(page).count()).resolves.toBe(1);
    await page.getByRole('combobox', { name: 'Filter deliveries' }).selectOption('All');
  });
});

describe('why it is as it is', () => {
  it.each([
    {
      rule: 'a wrong secret',
      signature: 'Wrong secret',
      code: 'SIGNATURE_MISMATCH',
      fix: /start with META_APP_SECRET set/,
    },
    { rule: 'SHA-1 alone', signature: 'Only SHA-1', code: 'MISSING_SIGNATURE', fix: /SHA-1\) is not enough/ },
    { rule: 'no signature', signature: 'None', code: 'MISSING_SIGNATURE', fix: /Meta always sends it/ },
  ])('$rule is a 401 with the reason and what to do', async ({ signature, code, fix }) => {
    await sendSample(page, 'page.leadgen', signature);
    await expect(rows(page).first().innerText()).resolves.toMatch(new RegExp(`401\\s+${code}`));
    const reason = page.getByRole('note', { name: 'Reason' });
    await expect(reason.innerText()).resolves.toMatch(new RegExp(`Rejected with 401: ${code}`));
    await expect(reason.innerText()).resolves.toMatch(fix);
    // A rejected body is not split, so nothing is known about its changes.
    await expect(page.locator('.facts').innerText()).resolves.not.toMatch(/change/);
  });

  it('a body that is no JSON is dead-lettered, with the reason, and the queue shows it', async () => {
    await run.post('not JSON');
    await rows(page).filter({ hasText: 'dead-lettered' }).first().waitFor();
    await openRow(page, 'dead-lettered');
    await page.getByText('Dead-lettered: INVALID_JSON').waitFor();
    await page
      .getByRole('listitem')
      .filter({ hasText: /^Dead letters 1$/ })
      .waitFor();
  });

  it('a change without an id is weak, and says that its time counts', async () => {
    await run.post(
      JSON.stringify({
        object: 'page',
        entry: [{ id: '1', time: 1_700_000_001, changes: [{ field: 'nobody_knows', value: { a: 1 } }] }],
      }),
    );
    await rows(page).filter({ hasText: '1 weak' }).filter({ hasText: '1 unknown' }).first().waitFor();
    await openRow(page, '1 weak');
    await page.getByText('so the time counts too').waitFor();
    await page.locator('.pair', { hasText: 'time' }).filter({ hasText: '1700000001' }).first().waitFor();
  });
});
