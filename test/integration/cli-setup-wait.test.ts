import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { endToEndCheckBody } from '../../src/catalog/end-to-end-check.ts';
import { addAppSubscription, appAccessToken } from '../../src/graph/resources/app-subscriptions.ts';
import { commentsBody, payload, sign } from '../support/builders/meta.ts';
import type { FakeGraphApi } from '../support/fakes/fake-graph-api.ts';
import { fillGraphWorld, graphClient, IDS, startGraphWorld } from '../support/harness/graph-under-test.ts';
import { PLANTED, startOperator, type OperatorUnderTest } from '../support/harness/operator-under-test.ts';

let operator: OperatorUnderTest;
let graph: FakeGraphApi;
beforeAll(async () => {
  [operator, graph] = [await startOperator(), await startGraphWorld()];
});
afterAll(async () => {
  await operator.stop();
  await graph.stop();
});
beforeEach(() => {
  operator.reset();
  operator.rules.actions.length = 0;
  operator.command.cloud.desired = undefined;
  graph.reset();
  fillGraphWorld(graph);
  const app = graph.state.apps.get(IDS.app)!;
  graph.state.apps.set(IDS.app, { ...app, secret: PLANTED.appSecret });
});
afterEach(async () => {
  expect(await operator.leftOver()).toEqual([]);
});

/** Posts as Meta does. */
async function post(body: Buffer): Promise<void> {
  const headers = { 'x-hub-signature-256': sign(body, PLANTED.appSecret) };
  const { status } = await fetch(operator.callback.url, { method: 'POST', body: new Uint8Array(body), headers });
  expect(status).toBe(200);
}

/** Waits until something is so, without a pause. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

/** Waits until the rule of the wait exists: the one before is the end-to-end check's. */
const untilWaiting = async (): Promise<void> =>
  until(() => operator.rules.actions.filter((action) => action === 'PutTargets').length >= 2);

/** The number of times that setup asked Meta for the subscriptions. */
const lists = (): number => graph.calls.filter(({ method }) => method === 'GET').length;

/** Does at Meta what *Verify and save* does: Meta sends its challenge, and saves the subscription if it succeeds. */
async function verifyAndSave(verifyToken: string): Promise<void> {
  const token = appAccessToken(IDS.app, PLANTED.appSecret);
  await addAppSubscription(graphClient(graph, { token, appSecret: PLANTED.appSecret }), {
    ...{ appId: IDS.app, object: 'page', fields: ['feed'], includeValues: true },
    ...{ callbackUrl: operator.callback.url, verifyToken },
  });
}

/** Returns a new comment each time: the receiver would skip the same one as a duplicate. */
let comments = 0;
const newComment = (): Buffer => commentsBody([`1797100000000000${(comments += 1)}`]);

describe('--wait', () => {
  it("reports Meta's challenge, then the first real event, and no event of an end-to-end check", async () => {
    operator.command.cloud.desired = { meta: { appId: IDS.app } };
    const result = operator.run(['setup', '--wait', '--progress'], { env: { META_GRAPH_URL: graph.url } });
    await untilWaiting();
    await until(() => lists() === 1);
    operator.callback.requests.length = 0;
    await verifyAndSave(PLANTED.verifyToken);
    expect(operator.callback.requests).toEqual(['GET 200']);
    // setup asks Meta again after ten seconds. The event of somebody's doctor ends its long poll before that.
    operator.callback.aheadMs += 10_000;
    await post(Buffer.from(JSON.stringify(endToEndCheckBody('of-a-doctor', Date.now()))));
    await until(() => lists() === 2);
    await post(payload('page/feed-post-add.json'));
    const { code, stdout, stderr } = await result;
    expect(code).toBe(0);
    expect(stdout.slice(stdout.indexOf('\nChecked') + 1)).toMatch(
      new RegExp(
        '^Checked {7}[^\\n]+\\nchallenge: Meta has verified the callback URL for page\\n' +
          'first event:\\n\\S+Z {2}page\\.feed {2}\\S+ {2}\\S+ {2}[0-9a-f]{64}\\n$',
      ),
    );
    expect(stderr).toMatch(/waiting for the first event, \d+ s left\n/);
    expect(stdout + stderr).not.toContain(PLANTED.appSecret);
    expect(graph.urls.join()).not.toContain(PLANTED.appSecret);
  });

  it('ends with 0 and the first event of a chosen product, without anything of its text', async () => {
    const result = operator.run(['setup', '--object', 'instagram', '--wait']);
    await untilWaiting();
    await post(payload('page/mention-post.json'));
    await post(newComment());
    const { code, stdout } = await result;
    expect(code).toBe(0);
    expect(stdout).toMatch(/\nfirst event:\n\S+Z {2}instagram\.comments {2}comments {2}\S+ {2}[0-9a-f]{64}\n$/);
    expect(stdout).not.toContain('synthetic');
  });

  it('takes an event as proof that the callback URL is verified, although Meta lists no subscription yet', async () => {
    operator.command.cloud.desired = { meta: { appId: IDS.app } };
    const result = operator.json<{ waited: object }>(['setup', '--wait'], { env: { META_GRAPH_URL: graph.url } });
    await untilWaiting();
    await post(newComment());
    const { code, waited } = await result;
    expect([code, waited]).toEqual([0, { isVerified: true, firstEvent: 'instagram.comments' }]);
  });

  it('goes on without the Graph API, and says once that it cannot ask', async () => {
    operator.command.cloud.desired = { meta: { appId: IDS.app } };
    graph.fault = () => ({ answer: { status: 500, body: '{}' } });
    const result = operator.run(['setup', '--wait'], { env: { META_GRAPH_URL: graph.url } });
    await untilWaiting();
    await post(newComment());
    const { code, stdout, stderr } = await result;
    expect([code, stdout]).toEqual([0, expect.stringContaining('\nfirst event:\n')]);
    expect(stderr.match(/Cannot ask Meta whether it has verified the callback URL: TRANSIENT: /g)).toHaveLength(1);
  });
});

describe('--wait, when the time is over', () => {
  it('ends with 1 and what to do for an event', async () => {
    const { code, stdout } = await operator.run(['setup', '--object', 'instagram', '--wait', '--for', '1s']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/\nNo event has arrived yet\.\n {2}Subscribe to a field in the App Dashboard/);
  });

  it('says that the verify token was wrong: ingress rejected the challenge, so that Meta saved nothing', async () => {
    operator.command.cloud.desired = { meta: { appId: IDS.app } };
    const result = operator.run(['setup', '--wait', '--for', '1s'], { env: { META_GRAPH_URL: graph.url } });
    await untilWaiting();
    operator.callback.requests.length = 0;
    await expect(verifyAndSave('mistyped')).rejects.toMatchObject({ code: 'CALLBACK_REFUSED' });
    expect(operator.callback.requests).toEqual(['GET 403 TOKEN_MISMATCH']);
    const { code, stdout } = await result;
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /\nMeta has not verified the callback URL yet\.\n {2}Enter Callback URL and Verify Token as above, then choose Verify and save\.\n$/,
    );
  });

  it.each([
    { rule: 'of another receiver', change: { callbackUrl: 'https://elsewhere.test/webhooks/meta' } },
    { rule: 'that Meta disabled', change: { active: false } },
  ])('a subscription $rule is no proof', async ({ change }) => {
    operator.command.cloud.desired = { meta: { appId: IDS.app } };
    graph.state.apps.get(IDS.app)!.subscriptions.set('page', {
      ...{ callbackUrl: operator.callback.url, active: true, includeValues: true, fields: new Set(['feed']) },
      ...change,
    });
    const { code, stdout } = await operator.run(['setup', '--wait', '--for', '1s'], {
      env: { META_GRAPH_URL: graph.url },
    });
    expect([code, stdout]).toEqual([1, expect.stringContaining('\nMeta has not verified the callback URL yet.\n')]);
  });

  it.each([
    { args: ['--for', '1s'], want: '--for requires --wait' },
    { args: ['--wait', '--dry-run'], want: 'cannot be used with' },
  ])('$args is wrong usage', async ({ args, want }) => {
    const { code, stderr } = await operator.run(['setup', ...args]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(want)]);
  });
});
