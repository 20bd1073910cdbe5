import {
  DeleteRuleCommand,
  ListRulesCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { GetQueueAttributesCommand, ListQueuesCommand, PurgeQueueCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startCallbackProxy, type CallbackProxy } from '../support/fakes/callback-proxy.ts';
import type { FakeGraphApi } from '../support/fakes/fake-graph-api.ts';
import { IDS, SECRETS, startGraphWorld } from '../support/harness/graph-under-test.ts';
import { startReceiverCommand, type CommandResult } from '../support/harness/run-receiver.ts';
import { endpoint, eventBridge, forgetAppSecret, outputs, readSecret, restart, sqs } from './deployment.ts';
import { eventually } from './eventually.ts';

/** What Meta shows for the app in the App Dashboard. Synthetic. */
const APP_SECRET = '00112233445566778899aabbccddeeff';
const RULE = 'somebody-who-listens';
const TAP = 'meta-webhooks-listen-';

let graph: FakeGraphApi;
let proxy: CallbackProxy;
const shown: string[] = [];

async function receiver(...args: readonly string[]): Promise<CommandResult> {
  const env = { ...process.env, META_GRAPH_URL: graph.url, META_ACCESS_TOKEN: SECRETS.user, SHOWN_BY_META: APP_SECRET };
  const result = await startReceiverCommand(args, { env }).result;
  shown.push(result.stdout, result.stderr);
  return result;
}

/** The commands of the README, one after the other, each in a process of its own, on a real deployment. */
describe('from a fresh deployment to events', () => {
  beforeAll(async () => {
    [graph, proxy] = await Promise.all([startGraphWorld(), startCallbackProxy(outputs.CallbackUrl, endpoint)]);
    graph.state.apps.set(IDS.app, { ...graph.state.apps.get(IDS.app)!, secret: APP_SECRET });
    await forgetAppSecret();
    await restart('Ingress');
    await sqs.send(new PurgeQueueCommand({ QueueUrl: outputs.DeadLetterQueueUrl }));
    await consume();
  });
  afterAll(async () => {
    await graph.stop();
    await proxy.stop();
    await eventBridge.send(
      new RemoveTargetsCommand({ EventBusName: outputs.EventBusName, Rule: RULE, Ids: ['queue'] }),
    );
    await eventBridge.send(new DeleteRuleCommand({ EventBusName: outputs.EventBusName, Name: RULE }));
    await forgetAppSecret();
  });

  it('doctor says that no app secret is stored', async () => {
    const { code, stdout } = await receiver('doctor', '--callback-url', proxy.url, '--no-round-trip');
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^failed +secret +no app secret is stored: ingress rejects every delivery with 503\. Run `npx meta-webhooks setup`\.$/m,
    );
  });

  it('setup stores it, and proves the pipeline', async () => {
    const { code, stdout } = await receiver(
      'setup',
      '--callback-url',
      proxy.url,
      '--secret-from',
      'env:SHOWN_BY_META',
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject({ written: true, challenge: { ok: true }, roundTrip: { ok: true } });
    expect([code, (await readSecret()).appSecret]).toEqual([0, APP_SECRET]);
  });

  it('setup again changes nothing', async () => {
    const { code, stdout } = await receiver('setup', '--callback-url', proxy.url, '--json');
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      expect.objectContaining({ written: false, secrets: expect.objectContaining({ appSecret: 'kept' }) }),
    ]);
  });

  it('subscriptions add subscribes the app, and Meta verifies the callback URL', async () => {
    const { code } = await receiver(
      'subscriptions',
      'add',
      'page',
      'feed',
      'leadgen',
      '--app-id',
      IDS.app,
      '--callback-url',
      proxy.url,
    );
    expect([code, graph.state.apps.get(IDS.app)?.subscriptions.get('page')?.callbackUrl]).toEqual([0, proxy.url]);
  });

  it('accounts add has a Page send', async () => {
    const { code } = await receiver('accounts', 'add', 'page', IDS.page, 'feed', '--app-id', IDS.app);
    expect([code, graph.state.accounts.get(IDS.page)?.subscribedApps.get(IDS.app)]).toEqual([0, new Set(['feed'])]);
  });

  it('what send posts comes out at listen', async () => {
    const listening = receiver('listen', '--object', 'page', '--count', '1', '--for', '60s', '--json');
    await eventually(async () => (await taps()).length > 0);
    const sent = await receiver('send', 'page.feed', '--url', proxy.url, '--secret-from', 'env:SHOWN_BY_META');
    const { code, stdout } = await listening;
    expect([sent.code, code]).toEqual([0, 0]);
    expect(JSON.parse(stdout)).toMatchObject({ detail: { object: 'page', field: 'feed' } });
  });

  it('doctor finds nothing that has failed', async () => {
    const { code, stdout } = await receiver('doctor', '--callback-url', proxy.url, '--app-id', IDS.app, '--json');
    const { checks } = JSON.parse(stdout) as {
      checks: readonly { readonly check: string; readonly status: string; readonly message: string }[];
    };
    expect(checks.filter(({ status }) => status === 'failed' || status === 'warning')).toEqual([]);
    expect(code).toBe(0);
    const worked = checks.filter(({ status }) => status === 'ok').map(({ check }) => check);
    expect(worked).toEqual([
      'stack',
      'dead letters',
      'queue',
      'listeners',
      'secret',
      'challenge',
      'subscriptions',
      'round trip',
    ]);
  });

  it('nothing is left over, and no secret was shown', async () => {
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: TAP }));
    expect([await taps(), QueueUrls]).toEqual([[], []]);
    const { verifyToken } = await readSecret();
    for (const secret of [APP_SECRET, verifyToken, SECRETS.user, SECRETS.page])
      expect(shown.join('')).not.toContain(secret);
  });
});

/** A consumer: a rule, and a queue as its target. */
async function consume(): Promise<void> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: outputs.DeadLetterQueueUrl, AttributeNames: ['QueueArn'] }),
  );
  await eventBridge.send(
    new PutRuleCommand({
      EventBusName: outputs.EventBusName,
      Name: RULE,
      EventPattern: '{"source":["meta.webhooks"],"detail-type":["nothing.at.all"]}',
    }),
  );
  await eventBridge.send(
    new PutTargetsCommand({
      EventBusName: outputs.EventBusName,
      Rule: RULE,
      Targets: [{ Id: 'queue', Arn: Attributes?.['QueueArn'] ?? '' }],
    }),
  );
}

async function taps(): Promise<string[]> {
  const { Rules = [] } = await eventBridge.send(
    new ListRulesCommand({ EventBusName: outputs.EventBusName, NamePrefix: TAP }),
  );
  return Rules.map(({ Name = '' }) => Name);
}
