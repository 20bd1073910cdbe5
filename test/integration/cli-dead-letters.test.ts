import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { startCommandUnderTest, type CommandUnderTest } from '../support/harness/command-under-test.ts';
import { commentsBody } from '../support/builders/meta.ts';

let command: CommandUnderTest;
beforeAll(async () => {
  command = await startCommandUnderTest();
});
afterAll(async () => {
  await command.stop();
});
afterEach(async () => {
  const { receiver, cloud } = command;
  receiver.proxies.fauxqs.plan = () => 'pass';
  await receiver.aws.queues.purgeQueues();
  await receiver.aws.emptyBucket();
  receiver.bus.events.length = 0;
  cloud.moveTasks = [];
  cloud.moves.length = 0;
});

const UNREADABLE = '019b7600-0000-7000-8000-000000000001';
const UNKNOWN = '019b7600-0000-7000-8000-00000000ffff';

/** A delivery that the worker cannot parse, which it dead-letters. */
async function deadLetterUnreadable(): Promise<void> {
  await command.deadLetter('{"cut secret-text', {
    deliveryId: UNREADABLE,
    app: 'meta',
    receivedAt: '2026-01-31T12:00:00.000Z',
    encoding: 'text',
    reason: 'INVALID_JSON',
  });
}

/** Deliveries that fail until SQS gives them up. */
async function fail(...bodies: readonly Buffer[]): Promise<void> {
  command.receiver.bus.judge = () => 'InternalFailure';
  for (const body of bodies) expect(await command.receiver.post(body)).toMatchObject({ statusCode: 200 });
  for (let i = 0; i < 13 * Math.ceil(bodies.length / 10); i += 1) await command.receiver.work();
  command.receiver.bus.judge = () => 'take';
}

interface Listed {
  readonly deadLetters: readonly {
    readonly deliveryId: string;
    readonly receives: number;
    readonly reason: string | null;
    readonly bytes: number;
    readonly expiresAt: string;
    readonly firstEnqueuedAt: string;
  }[];
}

const failedIds = async (): Promise<string[]> =>
  (await command.json<Listed>('dead-letters', 'list')).deadLetters
    .filter(({ reason }) => reason === null)
    .map(({ deliveryId }) => deliveryId);

describe('dead-letters list', () => {
  it('tells what failed and why, and nothing of its body', async () => {
    await fail(commentsBody(['17960000000000001']));
    await deadLetterUnreadable();
    const { code, stdout, stderr } = await command.run('dead-letters', 'list');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n')[0]).toMatch(/^DELIVERY +APP +RECEIVED +FIRST ENQUEUED +RECEIVES +REASON +BYTES$/);
    expect(stdout).toMatch(/ meta +\S+Z +\S+Z +\d+ +too many receives +164\n/);
    expect(stdout).toMatch(new RegExp(`${UNREADABLE} +meta +2026-01-31T12:00:00.000Z .* INVALID_JSON +17\n`));
    expect(stdout).toContain('2 dead letters.\n');
    expect(stdout).not.toMatch(/17960000000000001|secret-text|synthetic/);
  });

  it('as JSON, with when SQS deletes it', async () => {
    await deadLetterUnreadable();
    const { code, deadLetters } = await command.json<Listed>('dead-letters', 'list');
    expect([code, deadLetters.length]).toEqual([0, 1]);
    const [{ firstEnqueuedAt, expiresAt, ...rest }] = deadLetters as [Listed['deadLetters'][number]];
    expect(rest).toEqual({
      deliveryId: UNREADABLE,
      app: 'meta',
      receivedAt: '2026-01-31T12:00:00.000Z',
      receives: 1,
      reason: 'INVALID_JSON',
      bytes: 17,
      encoding: 'text',
    });
    expect(Date.parse(expiresAt) - Date.parse(firstEnqueuedAt)).toBe(14 * 24 * 3600 * 1000);
  });

  it('puts everything back at once', async () => {
    for (let i = 0; i < 25; i += 1) await deadLetterUnreadable();
    expect((await command.json<Listed>('dead-letters', 'list')).deadLetters).toHaveLength(25);
    const { Messages = [] } = await command.clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: command.receiver.aws.deadLetterQueueUrl, MaxNumberOfMessages: 10 }),
    );
    expect(Messages).toHaveLength(10);
    expect(await command.inQueues()).toEqual({ deliveries: 0, deadLetters: 25 });
  });

  it('looks at no more than --limit', async () => {
    for (let i = 0; i < 14; i += 1) await deadLetterUnreadable();
    const { stdout } = await command.run('dead-letters', 'list', '--limit', '12');
    expect(stdout).toContain('12 dead letters of about 14; increase --limit to list more.');
  });

  it('names a letter without a deliveryId by its message, and what could drive a terminal by ?', async () => {
    await command.deadLetter('x', { app: 'meta\u001b[2J' });
    expect((await command.run('dead-letters', 'list')).stdout).toMatch(/\nmessage:[\w-]{36} +meta\?\[2J +- /);
  });

  it('says that there are none', async () => {
    expect(await command.run('dead-letters', 'list')).toEqual({ code: 0, stdout: 'No dead letters.\n', stderr: '' });
  });
});

describe('dead-letters show', () => {
  it('tells how to find the log lines, without the body', async () => {
    await deadLetterUnreadable();
    const { code, stdout } = await command.run('dead-letters', 'show', UNREADABLE);
    expect(code).toBe(0);
    expect(stdout).toContain(`  | filter deliveryId in ["${UNREADABLE}"]\n`);
    expect(stdout).toContain(
      "--log-group-names 'MetaWebhooks-IngressHandlerLog345962B6' 'MetaWebhooks-WorkerHandlerLogAC0745DD'",
    );
    expect(stdout).toContain('INVALID_JSON: the worker cannot process the message');
    expect(stdout).not.toContain('secret-text');
  });

  it('shows one that ingress did not write, with the errors since SQS had it', async () => {
    const since = Date.now();
    await command.deadLetter('x', { receivedAt: 'yesterday', reason: 'MESSAGE_MALFORMED' });
    const [, id = ''] = /(message:[\w-]{36})/.exec((await command.run('dead-letters', 'list')).stdout) ?? [];
    const { code, stdout } = await command.run('dead-letters', 'show', id);
    expect(code).toBe(0);
    expect(stdout).toContain('  | filter level = "ERROR"\n');
    const [, start = ''] = /--start-time (\d+) /.exec(stdout) ?? [];
    expect(Math.abs(Number(start) * 1000 + 60_000 - since)).toBeLessThan(60_000);
  });

  it('with --body writes the exact body alone to standard output', async () => {
    await deadLetterUnreadable();
    const { code, stdout, stderr } = await command.run('dead-letters', 'show', UNREADABLE, '--body');
    expect([code, stdout]).toEqual([0, '{"cut secret-text']);
    expect(stderr).toContain(UNREADABLE);
  });

  it('fetches a large body from the bucket and checks it', async () => {
    const body = Buffer.from(JSON.stringify({ object: 'page', entry: [{ id: '1', text: 'x'.repeat(1_000_000) }] }));
    await fail(body);
    const [id = ''] = await failedIds();
    const shown = await command.run('dead-letters', 'show', id, '--body');
    expect([shown.code, shown.stdout === body.toString()]).toEqual([0, true]);
    const { Contents: [object] = [] } = await command.clients.s3.send(
      new ListObjectsV2Command({ Bucket: 'archive', Prefix: 'oversize/' }),
    );
    await command.clients.s3.send(new PutObjectCommand({ Bucket: 'archive', Key: object!.Key, Body: 'tampered' }));
    const { code, stdout, stderr } = await command.run('dead-letters', 'show', id, '--body');
    expect([code, stdout.includes('tampered')]).toEqual([1, false]);
    expect(stderr).toContain('OVERSIZE_BODY_ALTERED');
  });

  it('refuses one that is not there', async () => {
    await deadLetterUnreadable();
    const { code, stdout, stderr } = await command.run('dead-letters', 'show', UNKNOWN);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      new RegExp(`^error DELIVERY_UNKNOWN: ${UNKNOWN} is not in the dead-letter queue\nhint: .*\n$`),
    );
  });
});
