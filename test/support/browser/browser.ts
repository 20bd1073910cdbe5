import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { until } from './local-run.ts';
import playwright, { type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

/** Debian's Chromium; another one with CHROMIUM. */
const EXECUTABLE = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };

/** Starts a headless browser. Chromium as root needs `--no-sandbox`. */
export async function startBrowser(): Promise<Browser> {
  return playwright.chromium.launch({ executablePath: EXECUTABLE, args: ['--no-sandbox'] });
}

/** Opens the page of a local run, and fails on any error or blocked resource. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<{ readonly page: Page; readonly problems: string[] }> {
  const context = await browser.newContext({ viewport: DESKTOP, colorScheme: 'light', ...options });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: url });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(url);
  await page.getByText('Live', { exact: true }).waitFor();
  return { page, problems };
}

/** A violation that axe found. */
export interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** Checks the page with axe by WCAG 2.2 A and AA. @returns one line per violation */
export async function findViolations(page: Page): Promise<string[]> {
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(AXE);
  const violations = await page.evaluate<readonly Violation[]>(
    `axe.run({ resultTypes: ['violations'], runOnly: ${JSON.stringify(AXE_TAGS)} }).then((r) => r.violations)`,
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

/** Rows of the list. */
export const rows = (page: Page) => page.getByRole('listbox', { name: /^Deliveries/ }).getByRole('option');

/** Opens the newest delivery that has this text. */
export async function openRow(page: Page, text: string | RegExp): Promise<void> {
  await rows(page).filter({ hasText: text }).first().click();
  await page.locator('article.detail').waitFor();
}

/** Chooses a sample in the dialog, which stays open. */
export async function chooseSample(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Send a sample' }).click();
  await page.getByRole('combobox', { name: 'Sample' }).fill(name);
  await page.getByRole('option', { name }).first().click();
  await page.getByText(`Chosen: ${name}`).waitFor();
  const [object = ''] = name.split('.');
  await page.locator('#send-body').and(page.locator(':not([readonly])')).waitFor();
  await until(async () => ((await page.locator('#send-body').inputValue()).includes(`"${object}"`) ? true : undefined));
}

/** Sends a sample from the page, and waits until the page has opened it. */
export async function sendSample(page: Page, name: string, signature = 'Right'): Promise<void> {
  await chooseSample(page, name);
  await page.getByLabel(signature, { exact: true }).check();
  const [response] = await Promise.all([
    page.waitForResponse(/\/api\/page\/send$/),
    page.getByRole('button', { name: 'Send', exact: true }).click(),
  ]);
  const { id } = (await response.json()) as { readonly id: string };
  await page.locator(`#row-${id}`).waitFor();
  await page.locator('.id', { hasText: id }).waitFor();
}

/** Clicks a copy button and returns what it copied. */
export async function copied(page: Page, name: string): Promise<string> {
  await page.getByRole('button', { name, exact: true }).first().click();
  await page.getByRole('button', { name: 'Copied' }).first().waitFor();
  return page.evaluate<string>('navigator.clipboard.readText()');
}
