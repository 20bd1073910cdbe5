import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createConsumerRunner } from '../../local/consumers.ts';
import type { ConsumerRunner } from '../../local/deliveries/consumer-runner.ts';
import type { RecordedEvent } from '../../local/deliveries/recorded-event.ts';
import type { MetaWebhookDetailType } from '../../src/events/meta-webhook-event.ts';
import { bridgeEvent } from '../support/builders/bridge-event.ts';

const CONSUMER = pathToFileURL(join(import.meta.dirname, '../../lambdas/consumers/consumer.ts')).href;
/** Returns an event as the local worker records it. */
function recorded(detailType: MetaWebhookDetailType, id: string): RecordedEvent {
  const { source, time, detail } = bridgeEvent(detailType, { id });
  return { source, time, 'detail-type': detailType, detail: { ...detail } };
}
const lead = (id: string): RecordedEvent => recorded('page.leadgen', id);

let folder: string;
let runner: ConsumerRunner;
let lines: string[];

/** Source of a consumer of leads. */
const onLead = (work: string): string =>
  `import { changeHandler } from ${JSON.stringify(CONSUMER)};\nexport const handler = changeHandler('page.leadgen', ${work});\n`;
const write = (file: string, source: string): void => {
  writeFileSync(join(folder, file), source);
};
const start = (runMs?: number): void => {
  const keep = (message: string, fields: object): void => void lines.push(`${message} ${JSON.stringify(fields)}`);
  const log = { info: keep, warn: keep, error: keep };
  runner = createConsumerRunner({ folder, log, ...(runMs !== undefined && { runMs }) });
};
const outcomesFor = async (event: RecordedEvent) =>
  (await runner.run(event)).map(({ file, outcome }) => `${file} ${outcome}`);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consumers-'));
  lines = [];
});
afterEach(async () => {
  await runner.stop();
  rmSync(folder, { recursive: true });
});

describe('the files of the folder', () => {
  it('run on each event that they are for, each once', async () => {
    write('leads.ts', onLead('async (): Promise<void> => {}'));
    write('all.mjs', 'export const handler = async () => {};\n');
    start();
    expect(await outcomesFor(lead('a'))).toEqual(['all.mjs done', 'leads.ts done']);
    expect(await outcomesFor(recorded('page.feed', 'b'))).toEqual(['all.mjs done']);
    expect(await outcomesFor(lead('a'))).toEqual(['all.mjs done', 'leads.ts skipped-duplicate']);
  });

  it('get what EventBridge sends to a function', async () => {
    const members = ['version', 'id', 'account', 'region', 'resources', 'source', 'time', 'detail'];
    write(
      'all.mjs',
      `export const handler = (event) => {
      const missing = ${JSON.stringify(members)}.filter((name) => event[name] === undefined);
      if (missing.length > 0) throw new Error(missing.join());
    };`,
    );
    start();
    expect(await outcomesFor(lead('a'))).toEqual(['all.mjs done']);
  });

  it('are loaded again after a change, with the files that they import', async () => {
    write('answer.mjs', 'export const handler = () => {};\nexport const works = false;\n');
    write(
      'leads.ts',
      onLead(`async () => {
      const { works } = await import('./answer.mjs');
      if (!works) throw new Error('not yet');
    }`),
    );
    start();
    expect(await outcomesFor(lead('a'))).toEqual(['answer.mjs done', 'leads.ts failed']);
    write('answer.mjs', 'export const handler = () => {};\nexport const works = true; // now\n');
    expect(await outcomesFor(lead('a'))).toEqual(['answer.mjs done', 'leads.ts done']);
  });

  it('may be added and removed', async () => {
    start();
    expect(await outcomesFor(lead('a'))).toEqual([]);
    write('all.mjs', 'export const handler = () => {};\n');
    expect(await outcomesFor(lead('a'))).toEqual(['all.mjs done']);
    rmSync(join(folder, 'all.mjs'));
    expect(await outcomesFor(lead('a'))).toEqual([]);
  });

  it('are no tests and no types', async () => {
    for (const file of ['a.test.ts', 'types.d.ts', 'notes.md']) write(file, 'not code');
    start();
    expect(await outcomesFor(lead('a'))).toEqual([]);
  });
});

describe('a detail-type that is not in the catalog', () => {
  const onAny = (names: string): string => onLead('() => {}').replace("'page.leadgen'", names);

  it.each([
    { rule: 'of which one is near', names: "'instagram.coments'", near: { 'did you mean': 'instagram.comments' } },
    { rule: 'beside a known one', names: "['page.leadgen', 'page.ledgen']", near: { 'did you mean': 'page.leadgen' } },
    { rule: 'of which none is near', names: "'nobody.xyzzyxyzzy'", near: {} },
  ])('$rule is reported when the file is loaded', async ({ names, near }) => {
    write('typo.ts', onAny(names));
    start();
    await runner.run(lead('a'));
    const [, name = ''] = /'([^']+)'\]?$/.exec(names) ?? [];
    const fields = JSON.stringify({ file: 'typo.ts', 'detail-type': name, ...near });
    expect(lines).toEqual(['consumer loaded {"file":"typo.ts"}', `unknown detail-type ${fields}`]);
  });

  it('is the only one that is reported', async () => {
    write('known.ts', onAny("['page.leadgen', 'instagram.comments']"));
    write('all.mjs', 'export const handler = () => {};\n');
    start();
    await runner.run(lead('a'));
    expect(lines.toSorted()).toEqual(['all.mjs', 'known.ts'].map((file) => `consumer loaded {"file":"${file}"}`));
  });
});

describe('a file that fails', () => {
  it.each([
    { what: 'throws', source: onLead("async () => { throw new Error('the CRM is away'); }"), error: 'the CRM is away' },
    { what: 'does not parse', source: 'export const = ;', error: 'SyntaxError' },
    { what: 'imports what is missing', source: "import './none.ts';", error: 'none.ts' },
    { what: 'exports no handler', source: 'export const x = 1;', error: 'does not export a function named handler' },
    { what: 'ends the process', source: onLead('async () => process.exit(3)'), error: 'exit code 3' },
    {
      what: 'throws later',
      source: onLead("() => new Promise(() => { setImmediate(() => { throw new Error('late'); }); })"),
      error: 'late',
    },
  ])('because it $what is reported, and the others run', async ({ source, error }) => {
    write('a-fails.ts', source);
    write('works.mjs', 'export const handler = () => {};\n');
    start();
    for (const id of ['a', 'b']) {
      expect(await runner.run(lead(id))).toEqual([
        { file: 'a-fails.ts', outcome: 'failed', ms: expect.any(Number), error: expect.stringContaining(error) },
        { file: 'works.mjs', outcome: 'done', ms: expect.any(Number) },
      ]);
    }
  });

  it('because it never ends is given up, and works after a correction', async () => {
    write('leads.ts', onLead('() => { for (;;); }'));
    start(2_000);
    expect(await runner.run(lead('a'))).toMatchObject([
      { outcome: 'failed', error: expect.stringContaining('within 2 seconds') },
    ]);
    write('leads.ts', onLead('/* corrected */ async () => {}'));
    expect(await outcomesFor(lead('a'))).toEqual(['leads.ts done']);
  });

  it('to load is shown', async () => {
    write('leads.ts', 'export const = ;');
    start();
    await runner.run(lead('a'));
    expect(lines).toContainEqual(
      expect.stringMatching(/^consumer not loaded \{"file":"leads\.ts","error":"SyntaxError: [^\\/]+"\}$/),
    );
  });

  it('to load because an import is missing is shown without the path of the folder', async () => {
    write('leads.ts', "import './none.ts';");
    start();
    await runner.run(lead('a'));
    expect(lines).toContain(
      'consumer not loaded {"file":"leads.ts","error":"Error: Cannot find module \'none.ts\' imported from leads.ts"}',
    );
  });
});

it('a folder that does not exist has no consumers', async () => {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  runner = createConsumerRunner({ folder: join(folder, 'none'), log });
  expect(await runner.run(lead('a'))).toEqual([]);
});
