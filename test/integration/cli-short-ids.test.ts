import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { archiveWriter, deliveryId } from '../support/builders/archived.ts';
import { commentsBody } from '../support/builders/meta.ts';
import { startCommandUnderTest, type CommandUnderTest } from '../support/harness/command-under-test.ts';
import { runInProcess, toEnvironment, type CommandResult } from '../support/harness/run-receiver.ts';

let command: CommandUnderTest;
let archive: ReturnType<typeof archiveWriter>;
beforeAll(async () => {
  command = await startCommandUnderTest();
  archive = archiveWriter(command.clients.s3, command.receiver.aws.bucket);
});
afterAll(async () => {
  await command.stop();
});
afterEach(async () => {
  await command.receiver.aws.queues.purgeQueues();
  await command.receiver.aws.emptyBucket();
});

const HOUR = ['--from', '2026-01-31T12:00Z', '--to', '2026-01-31T13:00Z'];
const ONE = '019b7600-0000-7000-8000-0000abcdef01';
const OTHER = '019b7600-0000-7000-8000-0000abcdef02';
/** Another delivery with the same end as the first one. */
const ALIKE = '019b7611-0000-7000-9000-1111abcdef01';
const SHORT = 'abcdef01';

const at = (time: string): string => `2026-01-31T${time}.000Z`;
const comment = (n: number): string => commentsBody([`1797000000000000${n}`]).toString();

/** Runs the command as on a terminal that is wide enough, without colors. */
const onTerminal = async (...args: readonly string[]): Promise<CommandResult> =>
  runInProcess(args, { ...toEnvironment(command.cloud.url), NO_COLOR: '1' }, { outIsTerminal: true });

describe('archive show', () => {
  beforeEach(async () => {
    await archive.write(
      { deliveryId: ONE, receivedAt: at('12:01:00'), body: comment(1) },
      { deliveryId: OTHER, receivedAt: at('12:02:00'), body: comment(2) },
    );
  });

  it('takes each id that archive list prints on a terminal, and shows it in full', async () => {
    const { stdout } = await onTerminal('archive', 'list', ...HOUR);
    const printed = stdout.split('\n').flatMap((line) => /^([0-9a-f]{8}) {2}/.exec(line)?.[1] ?? []);
    expect(printed).toEqual(['abcdef01', 'abcdef02']);
    for (const [i, id] of [ONE, OTHER].entries()) {
      const shown = await command.run('archive', 'show', printed[i]!, ...HOUR);
      expect([shown.code, shown.stdout.split('\n')[0]]).toEqual([0, `delivery  ${id}`]);
    }
  });

  it('refuses one that two deliveries end with, and names both', async () => {
    await archive.write({ deliveryId: ALIKE, app: 'other', receivedAt: at('12:03:00'), body: comment(3) });
    const { code, stdout, stderr } = await command.run('archive', 'show', SHORT, ...HOUR);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe(
      `error DELIVERY_AMBIGUOUS: several deliveryIds end with ${SHORT}\nhint: Give one in full: ${ONE}, ${ALIKE}.\n`,
    );
  });

  it('says that none ends with it', async () => {
    const { code, stderr } = await command.run('archive', 'show', 'abcdef03', ...HOUR);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^error DELIVERY_UNKNOWN: abcdef03 is not in the archive/),
    ]);
  });

  it('needs --from, because only a whole id has the time in it', async () => {
    const { code, stderr } = await command.run('archive', 'show', SHORT);
    expect([code, stderr]).toEqual([2, expect.stringContaining('Set the time range with --from and --to')]);
  });

  it.each(['abcdef0', 'abcdef012', 'ABCDEF01', 'abcdefgh', `…${SHORT}`])('takes no %s', async (id) => {
    const { code, stderr } = await command.run('archive', 'show', id, ...HOUR);
    expect([code, stderr]).toEqual([2, expect.stringContaining('or its last 8 characters')]);
  });

  it.each([{ args: ['archive', 'list', ...HOUR] }, { args: ['replay', ...HOUR] }])(
    'only: $args refuses one, because it could mean several deliveries',
    async ({ args }) => {
      const { code, stderr } = await command.run(...args, '--delivery-id', SHORT);
      expect([code, stderr]).toEqual([2, expect.stringContaining('It must be a whole deliveryId')]);
    },
  );
});

describe('archive list of two apps', () => {
  it('is in the order of receipt over apps, hours and objects', async () => {
    const write = async (app: string, ...times: readonly (readonly [id: number, time: string])[]): Promise<void> => {
      const lines = times.map(([n, time]) => ({ deliveryId: deliveryId(n), receivedAt: at(time), body: comment(n) }));
      await archive.write(...lines.map((line) => ({ ...line, app })));
    };
    // One object has its lines in the order in which the worker finished them.
    await write('shop', [4, '12:40:00'], [2, '12:20:00']);
    await write('meta', [3, '12:30:00']);
    await write('meta', [1, '12:10:00']);
    await write('shop', [5, '13:05:00']);
    await write('meta', [6, '13:06:00']);
    const range = ['--from', '2026-01-31T12:00Z', '--to', '2026-01-31T14:00Z'];
    const want = [1, 2, 3, 4, 5, 6].map(deliveryId);
    const { deliveries } = await command.json<{ deliveries: { deliveryId: string }[] }>('archive', 'list', ...range);
    expect(deliveries.map((one) => one.deliveryId)).toEqual(want);
    const { stdout } = await command.run('archive', 'list', ...range);
    const rows = stdout.split('\n').filter((line) => line.startsWith('019b7600'));
    expect(rows.map((line) => line.split(/ +/).slice(0, 3))).toEqual([
      [want[0], at('12:10:00'), 'meta'],
      [want[1], at('12:20:00'), 'shop'],
      [want[2], at('12:30:00'), 'meta'],
      [want[3], at('12:40:00'), 'shop'],
      [want[4], at('13:05:00'), 'shop'],
      [want[5], at('13:06:00'), 'meta'],
    ]);
  });
});

describe('dead letters', () => {
  const fail = async (deliveryId: string): Promise<void> =>
    command.deadLetter('{"object":"instagram"}', {
      ...{ deliveryId, app: 'meta', receivedAt: '2026-01-31T12:00:00.000Z', encoding: 'text' },
    });
  beforeEach(async () => {
    await fail(ONE);
    await fail(OTHER);
  });

  it('show takes each id that list prints on a terminal', async () => {
    const { stdout } = await onTerminal('dead-letters', 'list');
    const printed = stdout.split('\n').flatMap((line) => /^([0-9a-f]{8}) {2}/.exec(line)?.[1] ?? []);
    expect(printed.toSorted()).toEqual(['abcdef01', 'abcdef02']);
    expect((await command.run('dead-letters', 'show', SHORT)).stdout).toContain(ONE);
  });

  it('redrive moves only the one', async () => {
    expect(await command.json('dead-letters', 'redrive', '--delivery-id', SHORT)).toMatchObject({ code: 0, moved: 1 });
    expect(await command.inQueues()).toEqual({ deliveries: 1, deadLetters: 1 });
  });

  it.each([{ args: ['show', SHORT] }, { args: ['redrive', '--delivery-id', SHORT] }])(
    '$args refuses an end that two have, and moves nothing',
    async ({ args }) => {
      await fail(ALIKE);
      const { code, stdout, stderr } = await command.run('dead-letters', ...args);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain(
        `error DELIVERY_AMBIGUOUS: several deliveryIds end with ${SHORT}\nhint: Give one in full: `,
      );
      for (const id of [ONE, ALIKE]) expect(stderr).toContain(id);
      expect(await command.inQueues()).toEqual({ deliveries: 0, deadLetters: 3 });
    },
  );

  it.each([
    { args: ['show', 'abcdef03'], want: 'error DELIVERY_UNKNOWN: ' },
    { args: ['redrive', '--delivery-id', 'abcdef03'], want: 'Not in the dead-letter queue: abcdef03\n' },
  ])('$args says that none ends with it', async ({ args, want }) => {
    const { code, stderr } = await command.run('dead-letters', ...args);
    expect([code, stderr.startsWith(want)]).toEqual([1, true]);
  });
});
