import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { chooseSample, copied, openPage, openRow, rows, sendSample, startBrowser } from '../support/browser/browser.ts';
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
  await browser.close();
  await run.stop();
});

const figure = (name: string) =>
  page
    .locator('.figure')
    .filter({ has: page.locator('dt', { hasText: name }) })
    .locator('dd');
// The figures of the run before stay on the page until the first ones of this run arrive.
const startSimulation = async (): Promise<void> => {
  await page.getByRole('button', { name: '100 changes with retries' }).click();
  await page.locator('.run-sending, .run-settling').waitFor();
};
const simulate = async (): Promise<Record<string, string>> => {
  await startSimulation();
  await page.getByText(/^Sending 100 changes/).waitFor();
  await page.locator('.run-done').waitFor({ timeout: 90_000 });
  const names = ['changes delivered', 'emitted', 'missing', 'twice'];
  const figures = await Promise.all(names.map(async (name) => [name, await figure(name).innerText()] as const));
  return Object.fromEntries(figures);
};

describe('a scripted minute', () => {
  it('100 changes with retries: 100 emitted, none missing, none twice, though more were delivered', async () => {
    const { 'changes delivered': delivered, ...rest } = await simulate();
    expect(rest).toEqual({ emitted: '100 of 100', missing: '0', twice: '0' });
    expect(Number(delivered)).toBeGreaterThan(100);
  });

  it('the table breaks, a sample is sent, the table is repaired, and the event arrives', async () => {
    await page.getByRole('button', { name: 'table' }).click();
    await page.getByText(/^The table is broken/).waitFor();
    await sendSample(page, 'instagram.comments');
    await rows(page).first().filter({ hasText: 'retrying' }).waitFor();
    await page.getByRole('button', { name: 'table' }).click();
    await page.getByText(/^The table works again/).waitFor();
    await rows(page).first().filter({ hasText: '1 emitted' }).waitFor({ timeout: 60_000 });
    await page.getByRole('tab', { name: 'Timeline' }).click();
    const steps = await page.locator('.step-name').allInnerTexts();
    expect(steps).toEqual(expect.arrayContaining(['claim failed', 'backed off', 'emitted', 'processed']));
  });

  it.each(['queue', 'bucket', 'bus'])(
    'nothing gets lost or comes twice when the %s breaks during a simulation',
    async (target) => {
      await page.getByRole('button', { name: target }).click();
      await page.getByText(`The ${target} is broken`).waitFor();
      await startSimulation();
      const row = target === 'queue' ? 'QUEUE_UNAVAILABLE' : 'retrying';
      await rows(page).filter({ hasText: row }).first().waitFor();
      await page.getByRole('button', { name: target, exact: true }).click();
      await page.getByText(`The ${target} works again`).waitFor();
      await page.locator('.run-done').waitFor({ timeout: 110_000 });
      await expect(
        Promise.all(['emitted', 'missing', 'twice'].map(async (name) => figure(name).innerText())),
      ).resolves.toEqual(['100 of 100', '0', '0']);
    },
  );
});

describe('a delivery again', () => {
  it('an edited sample is sent as it was edited', async () => {
    await chooseSample(page, 'page.leadgen');
    const editor = page.getByRole('textbox', { name: 'Body' });
    await editor.fill((await editor.inputValue()).replace(/"leadgen_id": "\d+"/, '"leadgen_id": "424242"'));
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page
      .locator('dd', { hasText: /^424242$/ })
      .first()
      .waitFor();
  });

  it('sent again, it is a duplicate', async () => {
    await page.getByRole('button', { name: 'Send again' }).click();
    await rows(page).first().filter({ hasText: '1 duplicate' }).waitFor();
  });

  it('replayed, it is a duplicate of itself; replayed to emit again, it is a new event', async () => {
    await page.getByRole('button', { name: 'Replay', exact: true }).click();
    await rows(page).first().filter({ hasText: 'replay' }).filter({ hasText: '1 duplicate' }).waitFor();
    await page.getByRole('button', { name: 'Replay and emit again' }).click();
    await rows(page).first().filter({ hasText: 'replay' }).filter({ hasText: '1 emitted' }).waitFor();
  });
});

describe('what can be taken along', () => {
  const signedHeaders = (curl: string): Record<string, string> =>
    Object.fromEntries([...curl.matchAll(/-H '([^:]+): ([^']+)'/g)].map(([, name = '', value = '']) => [name, value]));

  it('a curl whose signature the receiver accepts', async () => {
    await sendSample(page, 'page.leadgen');
    await openRow(page, '1 emitted');
    const curl = await copied(page, 'Copy curl');
    const body = /--data-binary '([^']+)'/.exec(curl)?.[1] ?? '';
    await expect(copied(page, 'Copy body')).resolves.toBe(body);
    const answer = await run.post(body, signedHeaders(curl));
    expect(answer.status).toBe(200);
  });

  it('the event, a fixture, a pattern that matches it, and a typed handler of it', async () => {
    const event = JSON.parse(await copied(page, 'Copy event')) as { detail: object };
    expect(event).toMatchObject({ 'detail-type': 'page.leadgen', detail: { kind: 'leadgen' } });
    expect(JSON.parse(await copied(page, 'Copy fixture'))).toEqual(event);
    expect(JSON.parse(await copied(page, 'Copy pattern'))).toEqual({
      source: ['meta.webhooks'],
      'detail-type': ['page.leadgen'],
      detail: { kind: ['leadgen'] },
    });
    await expect(copied(page, 'Copy handler')).resolves.toContain(
      "changeHandler('page.leadgen', async ({ detail }) =>",
    );
  });

  it('all of it without an error of the page', () => {
    expect(problems).toEqual([]);
  });
});
