import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { deliveryId as id } from '../support/builders/archived.ts';
import { everyNth } from '../support/fakes/fault-proxy.ts';
import { listComments, startReplayUnderTest, type ReplayUnderTest } from '../support/harness/replay-under-test.ts';
import { toEnvironment, runInProcess, type RunningCommand } from '../support/harness/run-receiver.ts';

let under: ReplayUnderTest;
beforeAll(async () => {
  under = await startReplayUnderTest();
});
afterAll(async () => {
  await under.stop();
});
beforeEach(() => {
  under.begin();
});
afterEach(async () => {
  await under.end();
});

describe('an interrupted replay', () => {
  const COUNT = 60;
  /** Shorter than the time between two messages, and long enough to leave the core to the run. */
  const POLL_MS = 5;

  /** What is in the state file, as the operator's continuation reads it. */
  const noted = (): string[] =>
    readFileSync(under.state(), 'utf8')
      .split('\n')
      .flatMap((line) => (line.startsWith('{"sent"') ? [(JSON.parse(line) as { sent: string }).sent] : []));

  it.each([{ again: [] }, { again: ['--again'] }])(
    'by a failing queue resumes and sends the rest once $again',
    async ({ again }) => {
      const changes = await under.archiveMany(COUNT);
      let sends = 0;
      under.receiver.proxies.fauxqs.plan = ({ operation }) =>
        operation === 'SendMessage' && (sends += 1) > 25 ? 'refuse' : 'pass';
      const broken = await under.run('replay', '--from', '1h', '--rate', '1000', '--state', under.state(), ...again);
      expect([broken.code, broken.stdout]).toEqual([1, expect.stringMatching(/\nsent +25\n/)]);
      expect(broken.stderr).toMatch(
        new RegExp(
          `\nerror UNREACHABLE: .*; 25 sent\nhint: Continue with \`npx meta-webhooks replay --resume ` +
            `${under.state()}\`.\n$`,
        ),
      );
      expect(noted()).toHaveLength(25);

      under.receiver.proxies.fauxqs.plan = () => 'pass';
      expect(await under.resume()).toMatchObject({
        code: 0,
        matched: COUNT,
        sent: COUNT - 25,
        skipped: { SENT_BEFORE: 25 },
      });
      const messages = await under.queued();
      expect(messages.map(({ replayOf }) => replayOf).sort()).toEqual(changes.map((_, n) => id(n)));
      expect(new Set(messages.map(({ nonce }) => nonce)).size).toBe(1);
    },
  );

  it('emits each change once, though answers of the queue get lost', async () => {
    const changes = await under.archiveMany(20);
    under.receiver.proxies.fauxqs.plan = everyNth(3, 'lose', 'SendMessage');
    expect(await under.replay('--from', '1h', '--again', '--rate', '1000')).toMatchObject({ code: 0, sent: 20 });
    under.receiver.proxies.fauxqs.plan = () => 'pass';
    expect((await under.inQueues()).deliveries).toBeGreaterThan(20);
    expect(listComments(await under.emitted())).toEqual(changes);
  });

  /** Waits until some of the run is on the disk. */
  async function begun({ process: child }: RunningCommand): Promise<void> {
    for (;;) {
      if (existsSync(under.state()) && noted().length >= 5) return;
      if (child.exitCode !== null) throw new Error('ended by itself');
      await pause(POLL_MS);
    }
  }

  it('by Ctrl-C ends with what is under way, and says how to go on', async () => {
    const changes = await under.archiveMany(COUNT);
    const running = under.start('replay', '--from', '1h', '--again', '--rate', '40', '--state', under.state());
    await begun(running);
    running.process.kill('SIGINT');
    const { code, stderr } = await running.result;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      new RegExp(
        `error INTERRUPTED: interrupted; \\d+ sent\nhint: Continue with \`npx meta-webhooks replay --resume ` +
          `${under.state()}\`.\n$`,
      ),
    );
    const before = noted().length;
    expect((await under.inQueues()).deliveries).toBe(before);
    expect(await under.resume()).toMatchObject({ code: 0, sent: COUNT - before, skipped: { SENT_BEFORE: before } });
    expect((await under.inQueues()).deliveries).toBe(COUNT);
    expect(listComments(await under.emitted())).toEqual(changes);
  });

  it('by a crash repeats no more than the batch under way, and emits each change once', async () => {
    const changes = await under.archiveMany(COUNT);
    const running = under.start('replay', '--from', '1h', '--again', '--rate', '40', '--state', under.state());
    await begun(running);
    running.process.kill('SIGKILL');
    await once(running.process, 'exit');
    const before = { noted: noted().length, sent: (await under.inQueues()).deliveries };
    expect(before.sent - before.noted).toBeLessThanOrEqual(8); // a fifth of a second's
    expect(await under.resume()).toMatchObject({
      code: 0,
      sent: COUNT - before.noted,
      skipped: { SENT_BEFORE: before.noted },
    });
    expect(listComments(await under.emitted())).toEqual(changes);
  });

  it('that has finished leaves no state file, so it cannot be resumed', async () => {
    await under.archiveMany(1);
    const finished = await under.replay('--from', '1h');
    expect([finished.code, 'state' in finished, existsSync(under.state())]).toEqual([0, false, false]);
    expect(await under.resume()).toMatchObject({
      code: 2,
      error: { code: 'STATE_FILE', message: `the state file ${under.state()} cannot be read` },
    });
  });

  it('of another stack is refused, and so is a new run with its state file', async () => {
    await under.archiveMany(1);
    under.receiver.proxies.fauxqs.plan = ({ operation }) => (operation === 'SendMessage' ? 'refuse' : 'pass');
    await under.run('replay', '--from', '1h', '--state', under.state());
    under.receiver.proxies.fauxqs.plan = () => 'pass';
    expect(await under.json('replay', '--from', '1h', '--state', under.state())).toMatchObject({
      code: 2,
      error: { code: 'STATE_FILE' },
    });
    under.cloud.receiver.archiveBucketName = 'another';
    const refused = await under.resume();
    under.cloud.receiver.archiveBucketName = 'archive';
    expect(refused).toMatchObject({
      code: 2,
      error: { code: 'STATE_FILE', message: `the run of ${under.state()} belongs to another stack` },
    });
    expect(await under.resume('--dry-run')).toMatchObject({ code: 0, dryRun: true, sent: 1 });
    expect((await under.inQueues()).deliveries).toBe(0);
  });

  it('that waited until its range is forgotten is refused', async () => {
    await under.archiveMany(1);
    under.receiver.proxies.fauxqs.plan = ({ operation }) => (operation === 'SendMessage' ? 'refuse' : 'pass');
    await under.run('replay', '--from', '1h', '--state', under.state());
    under.receiver.proxies.fauxqs.plan = () => 'pass';
    const inSixteenDays = (): number => Date.now() + 16 * 24 * 3_600_000;
    const { code, stderr } = await runInProcess(['replay', '--resume', under.state()], toEnvironment(under.cloud.url), {
      now: inSixteenDays,
    });
    expect([code, stderr.split(':')[0]]).toEqual([2, 'error OUTSIDE_WINDOW']);
  });

  it('has its state where it was started unless --state says otherwise', async () => {
    await under.archiveMany(1);
    under.receiver.proxies.fauxqs.plan = ({ operation }) => (operation === 'SendMessage' ? 'refuse' : 'pass');
    const { stderr } = await under.start('replay', '--from', '1h').result;
    const [file] = readdirSync(under.folder).filter((name) => name.startsWith('.receiver-replay-'));
    expect(stderr).toContain(`--resume ${file}\n`);
  });
});
