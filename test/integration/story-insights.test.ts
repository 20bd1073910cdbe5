import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchWriteItemCommand, DeleteItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createHandler } from '../../lambdas/consumers/story-insights/handler.ts';
import { createReadings } from '../../lambdas/consumers/story-insights/readings.ts';
import type { MetaWebhookEventOf } from '../../src/events/meta-webhook-event.ts';
import { readProperties, synthesize } from '../lib/synth.ts';
import { bridgeEvent } from '../support/builders/bridge-event.ts';
import { startCommandUnderTest, type CommandUnderTest } from '../support/harness/command-under-test.ts';
import { recordLog } from '../support/harness/log-lines.ts';
import { payload } from '../support/builders/meta.ts';
import { createTable, listItems } from '../support/harness/tables.ts';

const TABLE = 'stories';
const TABLE_PROPERTIES = readProperties(
  synthesize({ storyInsights: true }),
  'AWS::DynamoDB::Table',
  'StoryInsightsTable',
);
const ACCOUNT = '17841400000000001';
type StoryEvent = MetaWebhookEventOf<'instagram.story_insights'>;

let command: CommandUnderTest;
let keep: (event: StoryEvent) => Promise<void>;
let folder: string;
beforeAll(async () => {
  command = await startCommandUnderTest();
  folder = mkdtempSync(join(tmpdir(), 'story-insights-'));
  const { dynamoDb } = command.clients;
  await createTable(dynamoDb, TABLE, TABLE_PROPERTIES);
  keep = createHandler({ readings: createReadings(dynamoDb, TABLE), log: recordLog().log });
  command.cloud.receiver.storyInsightsTableName = TABLE;
});
afterEach(async () => {
  command.receiver.bus.events.length = 0;
  for (const { account, reading } of await rows()) {
    await command.clients.dynamoDb.send(
      new DeleteItemCommand({
        TableName: TABLE,
        Key: { account: { S: String(account) }, reading: { S: String(reading) } },
      }),
    );
  }
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await command.stop();
});

const rows = async (): Promise<Record<string, unknown>[]> => listItems(command.clients.dynamoDb, TABLE);
const FIRST = {
  media_id: '18000000000000001',
  exits: 6,
  replies: -1,
  reach: 17,
  taps_forward: 12,
  taps_back: -1,
  impressions: 28,
};
const story = (entryTime: string, value: object = FIRST, entryId = ACCOUNT): StoryEvent =>
  bridgeEvent('instagram.story_insights', { entryId, entryTime, value });

/** Sends a body as Meta does, and hands what comes out of the bus to the consumer. */
async function deliver(body: Buffer): Promise<void> {
  await command.receiver.post(body);
  await command.receiver.drain();
  for (const { Detail, DetailType } of command.receiver.bus.events.splice(0)) {
    await keep({ 'detail-type': DetailType, detail: JSON.parse(Detail) as unknown } as StoryEvent);
  }
}

describe('the numbers of a story', () => {
  it("come from Meta's body into the table; those under five as unknown, without a number", async () => {
    await deliver(payload('instagram/story-insights-wrapped.json'));
    expect(await rows()).toEqual([
      {
        account: ACCOUNT,
        reading: '18000000000000001#6/?/17/12/?/28',
        media: '18000000000000001',
        time: '2026-01-01T00:00:00.000Z', // 1767225600
        exits: 6,
        reach: 17,
        taps_forward: 12,
        impressions: 28,
        unknown: new Set(['replies', 'taps_back']),
      },
    ]);
  });

  it('sent again, at whatever time, change nothing', async () => {
    await keep(story('2026-01-01T00:00:00.000Z'));
    const before = await rows();
    await keep(story('2026-01-01T00:00:00.000Z'));
    await keep(story('2026-01-03T00:00:00.000Z'));
    expect(await rows()).toEqual(before);
  });

  it('newer ones are kept beside them', async () => {
    await keep(story('2026-01-01T00:00:00.000Z'));
    await keep(story('2026-01-01T01:00:00.000Z', { ...FIRST, replies: 5, reach: 20 }));
    const kept = (await rows()).sort((a, b) => Number(a['reach']) - Number(b['reach']));
    expect(kept).toMatchObject([
      { time: '2026-01-01T00:00:00.000Z', reach: 17 },
      { time: '2026-01-01T01:00:00.000Z', reach: 20, replies: 5 },
    ]);
  });

  it('are not lost while the table is away: the handler fails, and a retry keeps them', async () => {
    const away = createHandler({
      readings: createReadings(command.clients.dynamoDb, 'no-such-table'),
      log: recordLog().log,
    });
    await expect(away(story('2026-01-01T00:00:00.000Z'))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await keep(story('2026-01-01T00:00:00.000Z'));
    expect(await rows()).toHaveLength(1);
  });
});

describe('insights export', () => {
  const JANUARY = ['--from', '2026-01-01', '--to', '2026-02-01'];
  const fill = async (): Promise<void> => {
    await keep(story('2025-12-31T23:59:59.999Z', { media_id: '1', reach: 1 }));
    await keep(story('2026-01-01T00:00:00.000Z', { media_id: '9', reach: 2 }));
    await keep(story('2026-01-31T23:59:59.999Z', { media_id: '2', reach: 3, exits: -1 }));
    await keep(story('2026-02-01T00:00:00.000Z', { media_id: '3', reach: 4 }));
    await keep(story('2026-01-15T00:00:00.000Z', { media_id: '4', reach: 0 }, '17841400000000002'));
  };
  const HEAD = 'account,media,time,exits,replies,reach,taps_forward,taps_back,impressions,under_five\n';

  it("writes an account's numbers of a range as CSV, in the order of their times; what nobody knows is an empty cell", async () => {
    await fill();
    const { code, stdout, stderr } = await command.run('insights', 'export', ...JANUARY, '--account', ACCOUNT);
    expect([code, stderr]).toEqual([0, '2 readings of 2026-01-01T00:00:00.000Z to 2026-02-01T00:00:00.000Z.\n']);
    expect(stdout).toBe(
      `${HEAD}${ACCOUNT},9,2026-01-01T00:00:00.000Z,,,2,,,,\n${ACCOUNT},2,2026-01-31T23:59:59.999Z,,,3,,,,exits\n`,
    );
  });

  it('writes JSON lines; what nobody knows is null', async () => {
    await fill();
    const { stdout } = await command.run('insights', 'export', ...JANUARY, '--account', ACCOUNT, '--format', 'jsonl');
    const [first, second, end] = stdout.split('\n');
    const unknown = { exits: null, replies: null, taps_forward: null, taps_back: null, impressions: null };
    expect(JSON.parse(first!)).toEqual({
      account: ACCOUNT,
      media: '9',
      time: '2026-01-01T00:00:00.000Z',
      ...unknown,
      reach: 2,
      under_five: [],
    });
    expect(JSON.parse(second!)).toMatchObject({ media: '2', exits: null, under_five: ['exits'] });
    expect(end).toBe('');
  });

  it('writes one document with --json', async () => {
    await fill();
    expect(await command.json('insights', 'export', ...JANUARY, '--account', ACCOUNT)).toMatchObject({
      code: 0,
      readings: [{ media: '9' }, { media: '2' }],
      summary: { rows: 2, account: ACCOUNT, from: '2026-01-01T00:00:00.000Z' },
    });
  });

  it('without an account reads the whole table, and says so', async () => {
    await fill();
    const { code, stdout, stderr } = await command.run('insights', 'export', ...JANUARY);
    expect([code, stdout.split('\n').length]).toEqual([0, 1 + 3 + 1]);
    expect(stdout).toContain('17841400000000002,4,2026-01-15T00:00:00.000Z,,,0,,,,\n');
    expect(stderr).toContain('With --account, only one account is read');
  });

  it('reads more than one page', async () => {
    await createTable(command.clients.dynamoDb, 'many', TABLE_PROPERTIES);
    const item = (n: number) => ({
      account: { S: ACCOUNT },
      reading: { S: `1#${n}` },
      media: { S: '1' },
      time: { S: '2026-01-10T00:00:00.000Z' },
      reach: { N: String(n) },
    });
    const items = [...Array(1_005).keys()].map((n) => ({ PutRequest: { Item: item(n) } }));
    for (let at = 0; at < items.length; at += 25)
      await command.clients.dynamoDb.send(
        new BatchWriteItemCommand({ RequestItems: { many: items.slice(at, at + 25) } }),
      );
    command.cloud.receiver.storyInsightsTableName = 'many';
    const { stdout } = await command.run('insights', 'export', ...JANUARY, '--account', ACCOUNT, '--format', 'jsonl');
    command.cloud.receiver.storyInsightsTableName = TABLE;
    const reaches = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { reach: number }).reach);
    expect(reaches.sort((a, b) => a - b)).toEqual([...Array(1_005).keys()]);
  });

  it('with no rows writes the head alone', async () => {
    expect(await command.run('insights', 'export', ...JANUARY, '--account', ACCOUNT)).toMatchObject({
      code: 0,
      stdout: HEAD,
    });
  });

  it('never writes a formula', async () => {
    await keep(story('2026-01-01T00:00:00.000Z'));
    const { account, reading } = (await rows())[0]!;
    await command.clients.dynamoDb.send(
      new UpdateItemCommand({
        TableName: TABLE,
        Key: { account: { S: String(account) }, reading: { S: String(reading) } },
        UpdateExpression: 'SET media = :formula',
        ExpressionAttributeValues: { ':formula': { S: '=1+1' } },
      }),
    );
    expect((await command.run('insights', 'export', ...JANUARY, '--account', ACCOUNT)).stdout).toContain(",'=1+1,");
  });

  it('writes a file that others cannot read, whole or not at all', async () => {
    await fill();
    const out = join(folder, 'stories.csv');
    const { code, stdout, stderr } = await command.run(
      'insights',
      'export',
      ...JANUARY,
      '--account',
      ACCOUNT,
      '--out',
      out,
    );
    expect([code, stdout, stderr]).toEqual([0, '', expect.stringContaining(`2 readings of`)]);
    expect(stderr).toContain(` in ${out}.\n`);
    const written = readFileSync(out, 'utf8');
    expect(written.split('\n')).toHaveLength(4);
    expect(statSync(out).mode & 0o777).toBe(0o600);
    command.cloud.receiver.storyInsightsTableName = 'no-such-table';
    const failed = await command.run('insights', 'export', ...JANUARY, '--account', ACCOUNT, '--out', out);
    command.cloud.receiver.storyInsightsTableName = TABLE;
    expect([failed.code, failed.stderr]).toEqual([1, expect.stringMatching(/^error RESOURCE_GONE: /)]);
    expect([readFileSync(out, 'utf8'), readdirSync(folder)]).toEqual([written, ['stories.csv']]);
  });

  it.each([
    { rule: 'no account id', args: [...JANUARY, '--account', 'me'], want: 'which consists of digits' },
    { rule: 'a format that is none', args: [...JANUARY, '--format', 'xls'], want: 'Allowed choices are csv, jsonl' },
    { rule: 'no range', args: [], want: "required option '--from <time>'" },
    {
      rule: 'a folder that is not there',
      args: [...JANUARY, '--out', '/nonexistent/stories.csv'],
      want: 'error FILE_REFUSED: /nonexistent/stories.csv cannot be written (ENOENT)',
    },
  ])('refuses $rule with 2', async ({ args, want }) => {
    const { code, stdout, stderr } = await command.run('insights', 'export', ...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(want);
  });

  it('says how to switch it on where there is no table', async () => {
    delete command.cloud.receiver.storyInsightsTableName;
    const { code, stderr } = await command.run('insights', 'export', ...JANUARY);
    command.cloud.receiver.storyInsightsTableName = TABLE;
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(
        /^error OUTPUT_MISSING: .*does not store story insights\nhint: Set "context": \{"metaWebhooks": \{"storyInsights": true\}\} in cdk\.json, .*\n$/,
      ),
    ]);
  });
});
