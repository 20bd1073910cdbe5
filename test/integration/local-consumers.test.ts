import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ConsumerRun } from '../../local/deliveries/consumer-runner.ts';
import type { RecordedEvent } from '../../local/deliveries/recorded-event.ts';
import { startLocalRun, type LocalRun } from '../../local/local-run.ts';
import { until } from '../support/browser/local-run.ts';
import { APP_SECRET, commentsBody, sign } from '../support/builders/meta.ts';

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
const RUNS: readonly ConsumerRun[] = [
  { file: 'consumers/comments.ts', outcome: 'done', ms: 3 },
  { file: 'consumers/audit.ts', outcome: 'failed', ms: 1, error: 'no such table' },
];

let run: LocalRun;
let isStopped = false;
const seen: RecordedEvent[] = [];
beforeAll(async () => {
  run = await startLocalRun({
    settings: { port: 0, tunnelPort: 0, appSecret: APP_SECRET, verifyToken: 'token', appSecretIsGenerated: false },
    consumers: {
      run: (event) => {
        seen.push(event);
        return Promise.resolve(RUNS);
      },
      stop: () => {
        isStopped = true;
        return Promise.resolve();
      },
    },
    log: SILENT,
    printEvent: () => undefined,
  });
});
afterAll(async () => {
  await run.stop();
  expect(isStopped).toBe(true);
});

describe('the consumers of a local run', () => {
  it('get each event once, and the delivery shows what each of them did with it', async () => {
    const url = `http://127.0.0.1:${run.port}`;
    const body = commentsBody(['7']);
    const post = async (): Promise<number> =>
      (
        await fetch(`${url}/webhooks/meta`, {
          method: 'POST',
          headers: { 'x-hub-signature-256': sign(body) },
          body: new Uint8Array(body),
        })
      ).status;
    expect([await post(), await post()]).toEqual([200, 200]);
    const listed = async (): Promise<{ id: string; state: string }[]> =>
      (await (await fetch(`${url}/api/deliveries`)).json()) as { id: string; state: string }[];
    const [, first] = await until(async () => {
      const all = await listed();
      return all.every(({ state }) => state === 'processed') ? all : undefined;
    });
    const consumers = await until(async () => {
      const detail = (await (await fetch(`${url}/api/deliveries/${first?.id ?? ''}`)).json()) as {
        changes: { consumers: ConsumerRun[] }[];
      };
      const runs = detail.changes[0]?.consumers ?? [];
      return runs.length > 0 ? runs : undefined;
    });
    expect(consumers).toEqual(RUNS);
    expect(seen.map(({ detail }) => (detail['value'] as { id: string }).id)).toEqual(['7']);
  });
});
