import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { extractCommand, makeInitApp } from '../package/init-app.ts';
import { endpoint } from './deployment.ts';
import { eventually } from './eventually.ts';
import { readLogGroup } from './launcher/function-logs.ts';
import { PackageApp } from './package-app.ts';
import { REDEPLOY_MS } from './redeploy.ts';

const SECRET = '0123456789abcdef0123456789abcdef';
/** From an empty folder to the consumer, on a machine that others use too. */
const LIMIT_MS = 900_000;

const app = new PackageApp((folder, archive) => {
  makeInitApp(folder, { archive, command: extractCommand(`${folder}-package`, archive) });
});
const printed: Record<string, unknown> = {};
const tookMs: Record<string, number> = {};

/** Takes a step of the user, and how long it took. */
async function step<T>(name: string, act: () => Promise<T>): Promise<T> {
  const startedAtMs = performance.now();
  const result = await act();
  tookMs[name] = Math.round(performance.now() - startedAtMs);
  return result;
}

async function command(...args: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await app.run([...args, '--stack', 'Webhooks', '--json'], { SHOWN_BY_META: SECRET });
  printed[args[0]!] = { exitCode: code, ...(JSON.parse(stdout || stderr) as object) };
}

/** Returns what the consumer logged. */
async function readConsumer(): Promise<readonly string[]> {
  const { StackResources = [] } = await new CloudFormationClient().send(
    new DescribeStackResourcesCommand({ StackName: 'Webhooks' }),
  );
  const [group] = StackResources.filter(
    ({ ResourceType, LogicalResourceId }) =>
      ResourceType === 'AWS::Logs::LogGroup' && LogicalResourceId?.includes('Comments'),
  );
  const lines = await readLogGroup(endpoint, group?.PhysicalResourceId ?? '');
  return lines.filter((line) => line.includes('isQuestion'));
}

beforeAll(async () => {
  await step('init, install, deploy', async () => app.deploy());
  await step('test', async () => {
    app.runScript('test');
    return Promise.resolve();
  });
  await step('setup', async () => command('setup', '--non-interactive', '--secret-from', 'env:SHOWN_BY_META'));
  await step('send', async () => command('send', 'instagram.comments', '--repeat', '2'));
  await step('consumer', async () => eventually(async () => (await readConsumer()).length > 0));
  await step('doctor', async () => command('doctor'));
  const took = Object.entries(tookMs).map(([name, ms]) => `${name} ${(ms / 1_000).toFixed(1)} s`);
  process.stdout.write(`from init to the consumer: ${took.join('; ')}\n`);
}, LIMIT_MS);
afterAll(async () => app.destroy(), REDEPLOY_MS);

describe('from init to a consumer, without a manual step', () => {
  it('setup proves the pipeline', () => {
    expect(printed['setup']).toMatchObject({ exitCode: 0, challenge: { ok: true }, roundTrip: { ok: true } });
  });

  it('both deliveries of one comment are accepted', () => {
    expect(printed['send']).toMatchObject({ exitCode: 0, summary: { statuses: { 200: 2 } } });
  });

  it('the consumer ran once', async () => {
    expect(await readConsumer()).toHaveLength(1);
  });

  it('doctor finds nothing that has failed', () => {
    expect(printed['doctor']).toMatchObject({ exitCode: 0 });
  });
});
