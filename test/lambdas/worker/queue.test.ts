import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createQueue, type Queue } from '../../../lambdas/worker/queue.ts';
import { toQueuedDelivery } from '../../../lambdas/worker/to-queued-delivery.ts';
import { createClient, startRecordingServer, type RecordingServer } from '../../support/fakes/recording-server.ts';
import { record } from '../../support/fakes/worker-fakes.ts';

interface BatchCall {
  readonly Entries: readonly {
    readonly Id: string;
    readonly ReceiptHandle: string;
    readonly VisibilityTimeout?: number;
  }[];
}

let server: RecordingServer;
let queue: Queue;
/** Which entry of which call SQS refuses. */
let refused: { readonly call: number; readonly entry: number } | undefined;
beforeEach(async () => {
  refused = undefined;
  server = await startRecordingServer(({ body }) => {
    const { Entries } = JSON.parse(body.toString()) as BatchCall;
    const isRefused = (n: number): boolean => refused?.call === server.calls.length - 1 && refused.entry === n;
    const Failed = Entries.filter((_, n) => isRefused(n)).map(({ Id }) => ({
      Id,
      Code: 'ReceiptHandleIsInvalid',
      SenderFault: true,
    }));
    return {
      status: 200,
      body: JSON.stringify({
        Successful: Entries.filter((_, n) => !isRefused(n)).map(({ Id }) => ({ Id })),
        ...(Failed.length > 0 && { Failed }),
      }),
      type: 'application/x-amz-json-1.0',
    };
  });
  queue = createQueue(new SQSClient(createClient(server.url)), {
    deliveries: `${server.url}/1/deliveries`,
    deadLetters: `${server.url}/1/dead-letters`,
  });
});
afterEach(async () => server.stop());

const records = Array.from({ length: 25 }, (_, n) =>
  toQueuedDelivery(record('{}', { deliveryId: String(n), receives: 2 })),
);
const handles = records.map(({ receiptHandle }) => receiptHandle);
const entries = () => server.calls.map(({ body }) => (JSON.parse(body.toString()) as BatchCall).Entries);

// SQS takes ten entries a batch call. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html
it.each(['remove', 'backOff', 'release'] as const)('%s takes ten records a call, each once', async (what) => {
  await queue[what](records);
  expect(entries().map((batch) => batch.length)).toEqual([10, 10, 5]);
  expect(
    entries()
      .flat()
      .map(({ ReceiptHandle }) => ReceiptHandle),
  ).toEqual(handles);
  for (const batch of entries()) expect(new Set(batch.map(({ Id }) => Id)).size).toBe(batch.length);
});

it.each(['remove', 'backOff', 'release'] as const)(
  '%s throws where SQS refused an entry, after all others were sent',
  async (what) => {
    refused = { call: 0, entry: 3 };
    await expect(queue[what](records)).rejects.toThrow('1 of 25');
    expect(
      entries()
        .flat()
        .map(({ ReceiptHandle }) => ReceiptHandle),
    ).toEqual(handles);
  },
);

it('release makes visible at once, back off after a while', async () => {
  await queue.release(records.slice(0, 1));
  await queue.backOff(records.slice(0, 1));
  const [released, backedOff] = entries().flat();
  expect(released?.VisibilityTimeout).toBe(0);
  expect(backedOff?.VisibilityTimeout).toBeGreaterThan(0);
});
