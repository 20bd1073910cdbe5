import { ListRulesCommand, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EmfLine } from '../support/harness/emf-lines.ts';
import { endpoint, eventBridge, iamLog } from './deployment.ts';
import { eventually } from './eventually.ts';
import { readLogGroup } from './launcher/function-logs.ts';
import { PackageApp, type StackOutputs } from './package-app.ts';
import { REDEPLOY_MS } from './redeploy.ts';
import { keepGrants } from './role-policies.ts';
import { signedFetch } from './signed-fetch.ts';

const BROKEN_BODY = '{"object":"instagram","entry":[';
/** The two receivers of the app. What Meta would show and send for each is synthetic, and differs. */
const RECEIVERS = {
  Shop: { secret: '00112233445566778899aabbccddeeff', entryId: '17841400000000001' },
  Support: { secret: 'ffeeddccbbaa99887766554433221100', entryId: '17841400000000002' },
} as const;
type ReceiverId = keyof typeof RECEIVERS;
const IDS = Object.keys(RECEIVERS) as ReceiverId[];

/** What the commands printed for one receiver. */
interface Findings {
  readonly setup: Document;
  readonly doctor: Document & { readonly checks: readonly { readonly check: string; readonly status: string }[] };
  readonly heard: Document & { readonly detail: { readonly id: string; readonly entryId: string } };
  readonly sent: Document & { readonly summary: object };
  readonly deadLetters: { readonly listed: DeadLetters; readonly shown: Document; readonly redriven: Document };
}
type Document = Readonly<Record<string, unknown>> & { readonly exitCode: number | null };
type DeadLetters = Document & { readonly deadLetters: readonly { readonly deliveryId: string }[] };

const app = new PackageApp();
const printed: string[] = [];
let stacks: StackOutputs;
let found: Readonly<Record<ReceiverId, Findings>>;

/** Runs the installed command for a receiver, and returns its JSON document with the exit code. */
async function receiver<T extends Document>(id: ReceiverId, ...args: readonly string[]): Promise<T> {
  const env = { SHOWN_BY_META: RECEIVERS[id].secret };
  const result = await app.run([...args, '--receiver', id, '--json'], env);
  printed.push(result.stdout, result.stderr);
  return { exitCode: result.code, ...JSON.parse(result.stdout || result.stderr) } as T;
}

/** Uses the commands as an operator does, from an empty secret to a dead letter that is redriven. */
async function operate(id: ReceiverId): Promise<Findings> {
  const setup = await receiver(id, 'setup', '--non-interactive', '--secret-from', 'env:SHOWN_BY_META');
  const doctor = await receiver<Findings['doctor']>(id, 'doctor');
  const listening = receiver<Findings['heard']>(id, 'listen', '--count', '1', '--for', '60s');
  await eventually(async () => listens(id));
  const { entryId } = RECEIVERS[id];
  const send = ['send', 'instagram.comments', '--entry-id', entryId, '--repeat', '2'];
  const sent = await receiver<Findings['sent']>(id, ...send);
  return { setup, doctor, heard: await listening, sent, deadLetters: await useDeadLetters(id) };
}

/** Whether the rule of `listen` on the bus of a receiver has its target. */
async function listens(id: ReceiverId): Promise<boolean> {
  const { eventBusName } = JSON.parse(stacks['Receivers']![`${id}Receiver`]!) as { readonly eventBusName: string };
  const bus = { EventBusName: eventBusName };
  const { Rules = [] } = await eventBridge.send(new ListRulesCommand({ ...bus, NamePrefix: 'meta-webhooks-listen-' }));
  const [rule] = Rules;
  if (!rule) return false;
  const { Targets = [] } = await eventBridge.send(new ListTargetsByRuleCommand({ ...bus, Rule: rule.Name }));
  return Targets.length > 0;
}

async function useDeadLetters(id: ReceiverId): Promise<Findings['deadLetters']> {
  const posted = await receiver(id, 'send', '--file', app.write(`${id}.json`, BROKEN_BODY));
  expect(posted.exitCode).toBe(0);
  const listed = await eventually(async () => {
    const now = await receiver<DeadLetters>(id, 'dead-letters', 'list');
    return now.deadLetters.length > 0 && now;
  });
  const [deliveryId = ''] = listed.deadLetters.map((letter) => letter.deliveryId);
  const shown = await eventually(async () => {
    const now = await receiver(id, 'dead-letters', 'show', deliveryId);
    return now.exitCode === 0 && now;
  });
  const redriven = await receiver(id, 'dead-letters', 'redrive', '--include-unreadable');
  return { listed, shown, redriven };
}

/** Returns the namespaces of the metrics in the logs of a receiver. */
async function namespacesOf(id: ReceiverId): Promise<readonly string[]> {
  const output = JSON.parse(stacks['Receivers']![`${id}Receiver`]!) as Readonly<Record<string, string>>;
  const groups = [output['ingressLogGroupName']!, output['workerLogGroupName']!];
  const lines = await Promise.all(groups.map(async (group) => readLogGroup(endpoint, group)));
  const metrics = lines.flat().filter((line) => line.includes('"_aws"'));
  const namespaces = metrics.flatMap((line) =>
    (JSON.parse(line) as EmfLine)._aws.CloudWatchMetrics.map(({ Namespace }) => Namespace),
  );
  return [...new Set(namespaces)];
}

const consumed = async (): Promise<readonly string[]> =>
  (await readLogGroup(endpoint, stacks['Consumer']!['LogGroupName']!)).flatMap(
    (line) => /comment ([0-9a-f]{64})/.exec(line)?.[1] ?? [],
  );

beforeAll(async () => {
  stacks = await app.deploy();
  await keepGrants(endpoint, iamLog.grants, 'Consumer-');
  const entries = IDS.map(async (id) => [id, await operate(id)] as const);
  found = Object.fromEntries(await Promise.all(entries)) as Record<ReceiverId, Findings>;
}, 3 * REDEPLOY_MS);
afterAll(async () => app.destroy(), REDEPLOY_MS);

describe.each(IDS)('the installed command with --receiver %s', (id) => {
  const other = IDS.find((one) => one !== id)!;

  it('sets it up, and proves the pipeline', () => {
    expect(found[id].setup).toMatchObject({
      exitCode: 0,
      written: true,
      callbackUrl: expect.stringMatching(/\/webhooks\/meta$/),
      challenge: { ok: true },
      roundTrip: { ok: true },
    });
    expect(found[id].setup['callbackUrl']).not.toBe(found[other].setup['callbackUrl']);
  });

  it('finds nothing that has failed, and only its own consumers', () => {
    const { exitCode, checks, ...rest } = found[id].doctor;
    expect([exitCode, rest]).toEqual([0, expect.objectContaining({ stack: 'Receivers', receiver: id })]);
    const notOk = checks.filter(({ status }) => !['ok', 'skipped'].includes(status));
    expect(notOk.map(({ check }) => check)).toEqual(id === 'Shop' ? [] : ['listeners']);
  });

  it('prints the event of what it sent, and no event of the other receiver', () => {
    expect(found[id].sent).toMatchObject({ exitCode: 0, summary: { statuses: { 200: 2 } } });
    const { exitCode, detail } = found[id].heard;
    expect([exitCode, detail.entryId]).toEqual([0, RECEIVERS[id].entryId]);
  });

  it('lists, shows and redrives its own dead letter', () => {
    const { listed, shown, redriven } = found[id].deadLetters;
    const [{ deliveryId } = { deliveryId: '' }, ...others] = listed.deadLetters;
    expect(others).toEqual([]);
    expect(found[other].deadLetters.listed.deadLetters).not.toContainEqual(expect.objectContaining({ deliveryId }));
    expect(shown).toMatchObject({ deadLetter: { deliveryId, reason: 'INVALID_JSON' } });
    expect(redriven).toMatchObject({ exitCode: 0, moved: 1 });
  });

  it('counts in a namespace of its own', async () => {
    expect(await namespacesOf(id)).toEqual([`Receivers-${id}`]);
  });
});

describe('the consumer in another stack', () => {
  it('ran once for a change that arrived twice, and not for the other receiver', async () => {
    const { id } = found.Shop.heard.detail;
    await eventually(async () => (await consumed()).includes(id));
    const { exitCode, ...event } = found.Shop.heard;
    expect(exitCode).toBe(0);
    const outcome = await signedFetch(endpoint, {
      service: 'lambda',
      path: `/2015-03-31/functions/${stacks['Consumer']!['FunctionName']!}/invocations`,
      body: JSON.stringify(event),
    });
    expect(JSON.parse(outcome)).toBe('duplicate');
    expect(await consumed()).toEqual([id]);
  });
});

describe('the installed command without --receiver', () => {
  it('lists the options that choose one', async () => {
    const { code, stderr } = await app.run(['doctor', '--stack', 'Receivers', '--json']);
    expect(code).not.toBe(0);
    const hint = 'Choose one: --receiver Shop, --receiver Support.';
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'RECEIVER_AMBIGUOUS', hint } });
  });

  it('printed no secret', () => {
    for (const { secret } of Object.values(RECEIVERS)) expect(printed.join('')).not.toContain(secret);
  });
});
