import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json, text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { startEmbeddedAws } from '../../local/embedded-aws.ts';
import { report } from './measure.ts';

const WORKER = join(import.meta.dirname, '../../assets/worker/index.mjs');
const CHANGES = 1_000;
const MB = 1024 * 1024;

/** Starts a bus that accepts every event and counts the calls. */
async function startCountingBus() {
  const formatNumber = { calls: 0, events: 0 };
  const server = createServer((incoming, outgoing) => {
    void json(incoming).then((body) => {
      const { Entries } = body as { Entries: unknown[] };
      formatNumber.calls += 1;
      formatNumber.events += Entries.length;
      outgoing.end(JSON.stringify({ FailedEntryCount: 0, Entries: Entries.map((_, i) => ({ EventId: String(i) })) }));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { formatNumber, server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const reactions = Array.from({ length: CHANGES }, (_, i) => ({
  field: 'feed',
  value: {
    item: 'reaction',
    verb: 'add',
    reaction_type: 'like',
    post_id: `104000000000100_${800000000001000 + i}`,
    from: { id: `${7700000000001000 + i}`, name: 'Bench' },
    created_time: 1767225600,
  },
}));
const body = JSON.stringify({
  object: 'page',
  entry: [{ id: '104000000000100', time: 1767225600, changes: reactions }],
});
const attribute = (stringValue: string) => ({ stringValue, dataType: 'String' });
const record = {
  messageId: '1',
  receiptHandle: '1',
  body,
  attributes: { ApproximateReceiveCount: '1' },
  messageAttributes: {
    deliveryId: attribute('bench'),
    app: attribute('meta'),
    receivedAt: attribute('2026-01-01T00:00:00.000Z'),
    encoding: attribute('text'),
  },
};

const aws = await startEmbeddedAws();
const bus = await startCountingBus();
/** Runs in a separate process: imports the bundle, invokes it once and prints its memory. */
const code = `
import { text } from 'node:stream/consumers';
const { handler } = await import(${JSON.stringify(pathToFileURL(WORKER).href)});
const event = JSON.parse(await text(process.stdin));
const { batchItemFailures } = await handler(event, { getRemainingTimeInMillis: () => 60000 });
console.error(JSON.stringify({ failed: batchItemFailures.length, maxRssKb: process.resourceUsage().maxRSS }));`;
const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
  env: {
    ...process.env,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_ENDPOINT_URL_DYNAMODB: aws.endpoints.dynalite,
    AWS_ENDPOINT_URL_EVENTBRIDGE: bus.url,
    CLAIM_TABLE_NAME: aws.tableName,
    EVENT_BUS_NAME: 'bus',
    BUCKET_NAME: aws.bucket,
    QUEUE_URL: aws.queueUrl,
    DEAD_LETTER_QUEUE_URL: aws.deadLetterQueueUrl,
    ARCHIVE: 'on',
    BATCHED_CLAIMS: 'off',
    AWS_ENDPOINT_URL_S3: aws.endpoints.fauxqs,
    DEDUPE_WINDOW_SECONDS: '1900800',
  },
});
child.stdin.end(JSON.stringify({ Records: [record] }));
const said = await text(child.stderr);
const { failed, maxRssKb } = JSON.parse(said.trim().split('\n').at(-1) ?? '{}') as { failed: number; maxRssKb: number };
if (failed !== 0 || bus.formatNumber.events !== CHANGES)
  throw new Error(`the invocation failed: ${failed} deliveries back, ${bus.formatNumber.events} events`);
report(`MB of memory at most for a delivery of ${CHANGES} changes in one invocation`, (maxRssKb * 1024) / MB, 200);
report('PutEvents calls for it', bus.formatNumber.calls, 105);
bus.server.close();
await aws.stop();
