import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ownCalls, type OwnCalls } from '../../cli/commands/cost/deliveries.ts';
import { metricLine } from '../../cli/commands/cost/monthly.ts';
import { PRICES } from '../../cli/commands/cost/prices.ts';
import { commentsBody, payload } from '../support/builders/meta.ts';
import type { EmfLine } from '../support/harness/emf-lines.ts';
import { startReceiverUnderTest, type ReceiverUnderTest } from '../support/harness/receiver-under-test.ts';

let receiver: ReceiverUnderTest;
beforeAll(async () => {
  receiver = await startReceiverUnderTest();
});
afterAll(async () => {
  await receiver.stop();
});
beforeEach(() => {
  for (const { calls } of Object.values(receiver.proxies)) calls.clear();
  receiver.bus.events.length = 0;
});

const KB = 1_024;
let made = 0;
/** A body of new comments with texts of a length. */
function body(changes: number, textLength: number): Buffer {
  const ids = Array.from({ length: changes }, (_, i) => `1796${String(made + i).padStart(13, '0')}`);
  made += changes;
  return Buffer.from(commentsBody(ids).toString().replaceAll('synthetic', 's'.repeat(textLength)));
}

const chunks = (bytes: number): number => Math.ceil(bytes / (64 * KB));
const price = ({ sqsSends, s3Puts, s3Gets, dynamoDbWrites, events }: OwnCalls): number =>
  PRICES.sqs * sqsSends +
  PRICES.s3Puts * s3Puts +
  PRICES.s3Gets * s3Gets +
  PRICES.dynamoDbWrites * dynamoDbWrites +
  PRICES.events * events;

/** The calls that the code made, in the units that AWS bills. */
function counted(bodies: readonly Buffer[]): OwnCalls {
  const { fauxqs, dynalite } = receiver.proxies;
  const count = (calls: ReadonlyMap<string, number>, ...names: string[]): number =>
    names.reduce((sum, name) => sum + (calls.get(name) ?? 0), 0);
  const sends = count(fauxqs.calls, 'SendMessage');
  return {
    sqsSends:
      bodies.reduce((sum, one) => sum + (one.length > 900 * KB ? 1 : chunks(one.length)), 0) * (sends / bodies.length),
    s3Puts: count(fauxqs.calls, 'PUT'),
    s3Gets: count(fauxqs.calls, 'GET'),
    dynamoDbWrites: count(dynalite.calls, 'PutItem', 'UpdateItem', 'DeleteItem'),
    events: receiver.bus.events.reduce((sum, { Detail }) => sum + chunks(Detail.length), 0),
  };
}

/** Each metric of a line with its dimensions, which AWS bills as one. */
const metricsOf = (line: EmfLine): string[] =>
  line._aws.CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) =>
    Dimensions.flatMap((set) =>
      Metrics.map(({ Name }) => JSON.stringify([Name, ...set.map((name) => [name, line[name]])])),
    ),
  );

describe("the custom metrics of an app's ordinary traffic", () => {
  it('are as many as the command counts', async () => {
    const seen = new Set<string>();
    for (const one of [body(1, 9), payload('page/leadgen-two-numbers.json')]) {
      await receiver.post(one);
      await receiver.work();
    }
    for (const line of [...receiver.emf.ingress, ...receiver.emf.worker])
      for (const id of metricsOf(line)) seen.add(id);
    const deployment = { apps: 1, objects: 2, consumers: 0, monitoring: true, customerManagedKey: false };
    expect(seen.size * PRICES.customMetric).toBeCloseTo(metricLine(deployment).dollars, 9);
  });
});

describe('the cost of the calls that the code makes is what the command says, within 5 %', () => {
  it.each([
    { rule: 'one change a delivery', changes: 1, textLength: 1_700, batch: 1, sends: 3 },
    { rule: 'full batches', changes: 1, textLength: 1_700, batch: 10, sends: 1 },
    { rule: 'ten changes a delivery', changes: 10, textLength: 700, batch: 5, sends: 1 },
    { rule: 'a body of several chunks', changes: 4, textLength: 40_000, batch: 1, sends: 2 },
    { rule: 'a body through the bucket', changes: 10, textLength: 150_000, batch: 1, sends: 1 },
    {
      rule: 'a body that SQS would take, without room for its attributes',
      changes: 10,
      textLength: 95_000,
      batch: 1,
      sends: 1,
    },
    { rule: 'values in the bucket', changes: 2, textLength: 300_000, batch: 1, sends: 1 },
  ])('$rule', async ({ changes, textLength, batch, sends }) => {
    const bodies = Array.from({ length: batch * sends }, () => body(changes, textLength));
    for (let i = 0; i < sends; i += 1) {
      for (const one of bodies.slice(i * batch, (i + 1) * batch)) await receiver.post(one);
      await receiver.work();
    }
    const calls = counted(bodies);
    const kilobytes = bodies.reduce((sum, { length }) => sum + length, 0) / bodies.length / KB;
    const traffic = { changes, kilobytes, batch, duplicates: 0, archiveDays: 30, dedupeDays: 22 };
    expect(receiver.bus.events).toHaveLength(changes * bodies.length);
    const ratio = price(ownCalls(traffic)) / (price(calls) / bodies.length);
    expect(Math.abs(ratio - 1)).toBeLessThanOrEqual(0.05);
  });

  it('duplicates cost a write, and no event', async () => {
    const one = body(20, 100);
    for (let i = 0; i < 2; i += 1) {
      await receiver.post(one);
      await receiver.work();
    }
    const traffic = {
      changes: 20,
      kilobytes: one.length / KB,
      batch: 1,
      duplicates: 0.5,
      archiveDays: 30,
      dedupeDays: 22,
    };
    expect(price(ownCalls(traffic))).toBeCloseTo(price(counted([one, one])) / 2, 9);
    expect(receiver.bus.events).toHaveLength(20);
  });
});
