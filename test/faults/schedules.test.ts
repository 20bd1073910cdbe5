import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { embeddedClients } from '../../local/embedded-aws.ts';
import type { Call, Fault } from '../support/fakes/fault-proxy.ts';
import { commentsBody } from '../support/builders/meta.ts';
import { seededRandom, type Random } from '../support/builders/random.ts';
import {
  startReceiverUnderTest,
  type DeathStep,
  type ReceiverUnderTest,
} from '../support/harness/receiver-under-test.ts';
import { EXCUSES, FAULTS_OF, getId, idsInCall, Ledger } from './ledger.ts';

const SCHEDULES = Number(process.env['SCHEDULES'] ?? 500);
const CHANGES = 20;
const FIRST_SEED = Number(process.env['SEED'] ?? 1);
const BAD_BODY = '{"object":"instagram","entry":[';

let receiver: ReceiverUnderTest;
/**
 * In one schedule of ten a child splits what came again, as in production; it takes longer to start than the rest to
 * run.
 */
let apart = false;
/** Every other schedule claims in batches. In every third, three workers process batches at the same time. */
let batchedClaims = false;
const ledger = new Ledger();
beforeAll(async () => {
  receiver = await startReceiverUnderTest({ apart: () => apart, batchedClaims: () => batchedClaims });
});
afterAll(async () => {
  await receiver.stop();
});

/** Faults of one schedule: how often they strike, and where. */
function unleash(random: Random, rate: number): void {
  const plan = (call: Call): Fault => {
    const fault = choose(call);
    if (fault !== 'refuse' && fault !== 'throttle') noteDone(call);
    return fault;
  };
  const choose = (call: Call): Fault => {
    const possible = FAULTS_OF[call.operation] ?? [];
    if (possible.length === 0 || !random.chance(rate)) return 'pass';
    const fault = random.pick(possible);
    ledger.strike(`${call.operation} ${fault}`);
    if (call.operation === 'PutEvents' && (fault === 'lose' || fault === 'cut'))
      ledger.excuse('answer to PutEvents lost', idsInCall(call));
    return fault;
  };
  for (const proxy of Object.values(receiver.proxies)) proxy.plan = plan;
  receiver.bus.judge = () => {
    if (!random.chance(rate / 4)) return 'take';
    ledger.strike('one entry refused');
    return random.pick(['InternalFailure', 'ThrottlingException'] as const);
  };
  receiver.bus.rejects = () => {
    const rejects = random.chance(rate / 20);
    if (rejects) ledger.strike('whole call refused');
    return rejects;
  };
}

/** Claim keys that are marked as done: no death excuses emitting one of these again. */
const doneForGood = new Set<string>();
function noteDone({ operation, body }: Call): void {
  if (operation !== 'PutItem') return;
  const { Item } = JSON.parse(body) as { Item: { pk: { S: string }; done?: unknown } };
  if (Item.done) doneForGood.add(Item.pk.S);
}

function calm(): void {
  for (const proxy of Object.values(receiver.proxies)) proxy.plan = () => 'pass';
  receiver.bus.judge = () => 'take';
  receiver.bus.rejects = () => false;
  receiver.death.at = () => false;
}

/** Sends as Meta does: in bodies of its choice, again until 200, and at times again although it was 200. */
async function send(random: Random, ids: readonly string[]): Promise<void> {
  const bodies: Buffer[] = [];
  for (let rest = [...ids]; rest.length > 0;)
    bodies.push(commentsBody(rest.splice(0, 1 + random.below(8)), 1767225600 + random.below(1000)));
  if (random.chance(0.5))
    bodies.push(
      commentsBody(
        ids.filter(() => random.chance(0.4)),
        1767229200,
      ),
    );
  if (random.chance(0.1)) bodies.push(Buffer.from(BAD_BODY));
  for (const body of bodies) {
    for (let tries = 1; (await receiver.post(body)).statusCode !== 200; tries += 1) if (tries === 20) calm();
  }
}

/** One invocation by each worker, and whatever may befall them. */
async function workOnce(random: Random, rate: number, workers: number): Promise<number> {
  const before = receiver.bus.events.length;
  const dies = random.chance(rate / 2)
    ? random.pick<DeathStep>(['amid claims', 'before emit', 'after emit'])
    : undefined;
  const deaths: DeathStep[] = [];
  receiver.death.at = (step) => {
    const now = step === dies && deaths.length === 0 && random.chance(0.3);
    if (now) {
      deaths.push(step);
      ledger.strike(`died ${step}`);
    }
    return now;
  };
  const invocations = Array.from({ length: workers }, () => ({
    handOutTwice: random.chance(rate / 8),
    loseDelete: random.chance(rate / 8),
    // So that each of several workers has some.
    atMost: workers === 1 ? 10 : 3,
  }));
  const worked = await Promise.all(invocations.map(async (invocation) => receiver.work(invocation)));
  if (worked.filter(({ taken }) => taken > 0).length > 1) ledger.strike('several workers at once');
  const emitted = receiver.bus.events.slice(before).map(getId);
  const open = receiver.bus.events
    .slice(before)
    .filter(({ Detail }) => !doneForGood.has((JSON.parse(Detail) as { id: string }).id));
  if (deaths.length > 0) ledger.excuse('died after emission', open.map(getId));
  if (invocations.some(({ handOutTwice }) => handOutTwice)) ledger.excuse('handed out twice', emitted);
  if (invocations.some(({ loseDelete }) => loseDelete)) ledger.excuse('delete failed', emitted);
  return worked.reduce((sum, { taken }) => sum + taken, 0);
}

/** Puts back manually what went to the dead letters after too many tries; what cannot be read stays there. */
async function redrive(): Promise<void> {
  const { sqs } = embeddedClients(receiver.aws.endpoints);
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: receiver.aws.deadLetterQueueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) break;
    for (const { Body, MessageAttributes } of Messages.filter(
      (message) => message.MessageAttributes?.['reason'] === undefined,
    )) {
      ledger.strike('redriven');
      await sqs.send(new SendMessageCommand({ QueueUrl: receiver.aws.queueUrl, MessageBody: Body, MessageAttributes }));
    }
  }
  sqs.destroy();
}

async function runSchedule(seed: number): Promise<void> {
  const random = seededRandom(seed);
  apart = seed % 10 === 0;
  batchedClaims = seed % 2 === 1;
  const workers = seed % 3 === 0 ? 3 : 1;
  const rate = 0.05 + 0.35 * random.next();
  const ids = Array.from(
    { length: CHANGES },
    (_, i) => `18${String(seed).padStart(6, '0')}${String(i).padStart(4, '0')}`,
  );
  for (const id of ids) ledger.sent.add(id);
  unleash(random, rate);
  await send(random, ids);
  for (let round = 0; round < 8 && (await workOnce(random, rate, workers)) > 0; round += 1);
  calm();
  await receiver.drain();
  await redrive();
  await receiver.drain();
}

it(
  `${SCHEDULES * CHANGES} changes through ${SCHEDULES} fault schedules: none lost, none twice without a ` +
    `fault that explains it`,
  async () => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SCHEDULES; seed += 1) await runSchedule(seed);
    const { sent, emitted, lost, invented, twice, unexcused } = ledger.balance(receiver.bus.events);
    const faults = [...ledger.struck].filter(([name]) => !(EXCUSES as readonly string[]).includes(name)).sort();
    const excuses = [...ledger.struck].filter(([name]) => (EXCUSES as readonly string[]).includes(name)).sort();
    const table = (rows: readonly [string, number][]): string =>
      rows.map(([name, count]) => `  ${String(count).padStart(6)}  ${name}`).join('\n');
    process.stdout.write(
      `\nsent ${sent}  emitted ${emitted}  twice ${twice} (unexplained ${unexcused.length})  lost ${lost.length}\n` +
        `faults that struck:\n${table(faults)}\nof them, after these a change may come twice:\n${table(excuses)}\n`,
    );
    expect({ lost, invented, unexcused }).toEqual({ lost: [], invented: [], unexcused: [] });
    expect([sent, emitted]).toEqual([SCHEDULES * CHANGES, SCHEDULES * CHANGES]);
  },
  1_800_000,
);
