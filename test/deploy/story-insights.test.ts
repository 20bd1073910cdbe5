import { beforeAll, describe, expect, it } from '@jest/globals';
import { startReceiverCommand } from '../support/harness/run-receiver.ts';
import { postSigned } from './callback.ts';
import { readyForMeta } from './deployment.ts';
import { eventually } from './eventually.ts';
import { settled } from './footprint.ts';

/** No fixture is of it. */
const ACCOUNT = '17841400000000777';
const SENT_AT_SECONDS = 1_763_800_000; // 2025-11-22T08:26:40Z
const NUMBERS = { exits: 6, replies: -1, reach: 17, taps_forward: 12, taps_back: -1, impressions: 28 };

/** As Meta's guide shows it: wrapped in an array. */
async function report(numbers: object, afterSeconds = 0): Promise<void> {
  const value = { media_id: '18023345989012587', ...numbers };
  const body = [
    {
      object: 'instagram',
      entry: [{ id: ACCOUNT, time: SENT_AT_SECONDS + afterSeconds, changes: [{ field: 'story_insights', value }] }],
    },
  ];
  expect(await postSigned(Buffer.from(JSON.stringify(body)))).toMatchObject({ status: 200 });
  await settled();
}

async function exported(format: 'csv' | 'jsonl'): Promise<string[]> {
  const { code, stdout } = await startReceiverCommand(
    ['insights', 'export', '--from', '2025-11-01', '--to', '2025-12-01', '--account', ACCOUNT, '--format', format],
    { env: process.env },
  ).result;
  expect(code).toBe(0);
  return stdout.split(/\r?\n/).filter((line) => line !== '');
}

describe("the numbers of a story, from Meta's body to the exported line", () => {
  beforeAll(readyForMeta);

  it('are one line, with −1 as unknown', async () => {
    await report(NUMBERS);
    await eventually(async () => (await exported('jsonl')).length === 1, 30_000);
    const [line = ''] = await exported('jsonl');
    expect(JSON.parse(line)).toEqual({
      account: ACCOUNT,
      media: '18023345989012587',
      time: '2025-11-22T08:26:40.000Z',
      exits: 6,
      replies: null,
      reach: 17,
      taps_forward: 12,
      taps_back: null,
      impressions: 28,
      under_five: ['replies', 'taps_back'],
    });
  }, 60_000);

  it('stay one line when Meta sends them again later; newer numbers stand beside them, also in CSV', async () => {
    await report(NUMBERS, 3600);
    await report({ ...NUMBERS, reach: 18 }, 7200);
    await eventually(async () => (await exported('csv')).length === 3, 30_000);
    expect(await exported('csv')).toEqual([
      'account,media,time,exits,replies,reach,taps_forward,taps_back,impressions,under_five',
      `${ACCOUNT},18023345989012587,2025-11-22T08:26:40.000Z,6,,17,12,,28,replies taps_back`,
      `${ACCOUNT},18023345989012587,2025-11-22T10:26:40.000Z,6,,18,12,,28,replies taps_back`,
    ]);
  }, 60_000);
});
