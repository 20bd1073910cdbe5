import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from './eventually.ts';
import { listResources } from './inventory.ts';

const PROJECT = join(import.meta.dirname, '../..');
/** A deployment, an update and their deletion on a busy machine. */
const RUN_MS = 400_000;

interface Fact {
  readonly question: string;
  readonly status: string;
  readonly evidence: string;
}

interface Result {
  /** Exit code, or the name of the signal. */
  readonly end: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run of `npm run verify:aws`, without a terminal. */
class VerifyRun {
  readonly result: Promise<Result>;
  private readonly child: ChildProcess;
  private stderr = '';

  constructor(...args: readonly string[]) {
    const run = [join(PROJECT, 'tools/verify-aws/run.ts'), ...args];
    const child = spawn(process.execPath, run, { cwd: PROJECT, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      this.stderr += chunk;
    });
    this.result = Promise.all([once(child, 'close'), text(child.stdout)]).then(([[code, signal], stdout]) => ({
      end: (code ?? signal) as number | string,
      stdout,
      stderr: this.stderr,
    }));
  }

  /** Waits until standard error has this text. */
  async printed(line: string): Promise<void> {
    while (!this.stderr.includes(line)) await once(this.child.stderr!, 'data');
  }

  async kill(signal: NodeJS.Signals): Promise<Result> {
    this.child.kill(signal);
    return this.result;
  }
}

let before: readonly string[];

beforeAll(async () => {
  before = await listResources();
});

const nothingIsLeft = async (): Promise<void> => {
  expect(await listResources()).toEqual(before);
};

describe('verify:aws on the emulator', () => {
  it(
    'passes every check that an emulator can answer, names a reason for the others, and leaves nothing',
    async () => {
      const { end, stdout, stderr } = await new VerifyRun('--yes', '--json').result;
      const facts = JSON.parse(stdout) as readonly Fact[];
      expect(facts.filter(({ status }) => status === 'failed')).toEqual([]);
      expect(facts.filter(({ status }) => status === 'passed').map(({ question }) => question)).toEqual([
        'Can the app secret be stored beside the verify token?',
        "Is Meta's challenge answered, and a wrong token rejected?",
        'Is a delivery with the right signature accepted?',
        'Is a delivery with a wrong signature rejected?',
        'Does its event arrive in a queue through a rule?',
        'Is the same delivery kept out the second time?',
        'Does a body over 900 KiB pass through the bucket?',
        'Is a body that is not JSON dead-lettered with its reason?',
        'Is the delivery in the archive?',
        'Does the receiver work after an update to a customer-managed key?',
      ]);
      const others = facts.filter(({ status }) => status !== 'passed');
      expect(others.map(({ status }) => status)).toEqual(others.map(() => 'not answered here'));
      for (const { evidence } of others) expect(evidence).toMatch(/emulator|region|domain/);
      expect(stderr).toMatch(/^account 000000000000, region us-east-1/);
      expect(stderr).toMatch(/\$ +\d+\.\d\d +in total/);
      expect(end).toBe(0);
      await nothingIsLeft();
    },
    RUN_MS,
  );

  it('deploys nothing without a terminal and without --yes', async () => {
    const { end, stderr } = await new VerifyRun().result;
    expect(stderr).toContain('run again with --yes');
    expect(end).toBe(2);
    await nothingIsLeft();
  });

  it(
    'deletes everything when SIGTERM ends it during the deployment',
    async () => {
      const name = 'MetaWebhooksVerify-abc122';
      const run = new VerifyRun('--yes', '--stack-name', name);
      await eventually(async () => (await listResources()).includes(`stack ${name}`));
      const { end, stderr } = await run.kill('SIGTERM');
      expect([end, stderr]).toEqual([128 + 15, expect.stringContaining(`stack ${name}: deleted`)]);
      expect(stderr).not.toContain('passed:');
      await nothingIsLeft();
    },
    RUN_MS,
  );

  it(
    'leaves a stack when it is killed, refuses to run under its name, and --clean-up deletes everything',
    async () => {
      const name = 'MetaWebhooksVerify-abc123';
      const run = new VerifyRun('--yes', '--stack-name', name);
      await run.printed('passed: Is the delivery in the archive?');
      expect((await run.kill('SIGKILL')).end).toBe('SIGKILL');
      expect(await listResources()).toEqual(expect.arrayContaining([...before, `stack ${name}`]));

      const again = await new VerifyRun('--yes', '--stack-name', name).result;
      expect([again.end, again.stderr]).toEqual([1, expect.stringContaining(`the stack ${name} already exists`)]);

      const cleanUp = await new VerifyRun('--clean-up', '--yes').result;
      expect(cleanUp).toMatchObject({ end: 0, stderr: expect.stringContaining(`stack ${name}: deleted`) });
      await nothingIsLeft();
    },
    RUN_MS,
  );
});
