import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { GRAPH_HOSTS, GRAPH_VERSION, THREADS_VERSION } from '../../../../src/graph/client/version.ts';
import type { FakeGraphApi, GraphFault } from '../../../support/fakes/fake-graph-api.ts';
import { documented } from '../../../support/fakes/fake-graph-api-errors.ts';
import {
  fillGraphWorld,
  graphClient,
  catchGraphError,
  graphTestPorts,
  IDS,
  SECRETS,
  startGraphWorld,
} from '../../../support/harness/graph-under-test.ts';

let fake: FakeGraphApi;
beforeAll(async () => {
  fake = await startGraphWorld();
});
beforeEach(() => {
  fillGraphWorld(fake);
  fake.reset();
});
afterAll(() => fake.stop());

const read = { path: [IDS.page, 'subscribed_apps'] };
const subscribe = {
  method: 'POST',
  path: [IDS.page, 'subscribed_apps'],
  parameters: { subscribed_fields: ['feed'] },
} as const;
const failing = (answer: GraphFault['answer'], times = 1): GraphFault[] =>
  Array.from({ length: times }, () => ({ answer }));

describe('a call', () => {
  it('carries its token in the Authorization header, and the proof that the app demands', async () => {
    await graphClient(fake).send(read);
    expect(fake.calls).toMatchObject([
      { as: 'the page', proof: 'right', version: GRAPH_VERSION, path: `/${IDS.page}/subscribed_apps` },
    ]);
    expect(fake.urls.join()).not.toContain(SECRETS.page);
  });

  it('has no proof without an app secret', async () => {
    fake.state.apps.get(IDS.app)!.requireProof = false;
    await graphClient(fake, { appSecret: undefined }).send(read);
    expect(fake.calls).toMatchObject([{ proof: 'absent' }]);
  });

  it("sends a POST's parameters in its body, none in the URL", async () => {
    await graphClient(fake).send(subscribe);
    expect(fake.urls).toEqual([`/${GRAPH_VERSION}/${IDS.page}/subscribed_apps`]);
    expect(fake.calls).toMatchObject([{ parameters: { subscribed_fields: 'feed' }, proof: 'right' }]);
  });

  it('goes to another version if told so', async () => {
    await graphClient(fake, { version: 'v25.0' }).send(read);
    expect(fake.calls).toMatchObject([{ version: 'v25.0' }]);
  });

  it('keeps ids that a double cannot hold', async () => {
    fake.failNext({ answer: { status: 200, body: '{"id":10201978818232600,"user_id":102019788182326001234}' } });
    expect(await graphClient(fake).send(read)).toEqual({ id: '10201978818232600', user_id: '102019788182326001234' });
  });

  it('as another token uses the same app and host', async () => {
    await graphClient(fake)
      .withToken(SECRETS.system)
      .send({ path: [IDS.waba, 'subscribed_apps'] });
    expect(fake.calls).toMatchObject([{ as: 'the system', proof: 'right' }]);
  });
});

describe('a client', () => {
  it.each([
    { rule: 'is refused without a token', options: { token: '' }, code: 'TOKEN_INVALID' },
    {
      rule: 'is refused with a token that has a line break',
      options: { token: 'EAA\r\nX-Evil: 1' },
      code: 'TOKEN_INVALID',
    },
    { rule: 'is refused with a version that is none', options: { version: '26' }, code: 'REQUEST_MALFORMED' },
    { rule: 'is refused with a version that is a path', options: { version: 'v26.0/..' }, code: 'REQUEST_MALFORMED' },
    {
      rule: 'is refused without encryption',
      options: { baseUrl: 'http://graph.example.test' },
      code: 'REQUEST_MALFORMED',
    },
    {
      rule: 'is refused with a base URL that has a path',
      options: { baseUrl: 'https://graph.facebook.com/evil' },
      code: 'REQUEST_MALFORMED',
    },
    {
      rule: 'is refused with a base URL that has credentials',
      options: { baseUrl: 'https://a:b@graph.facebook.com' },
      code: 'REQUEST_MALFORMED',
    },
    {
      rule: 'is refused with a base URL that is none',
      options: { baseUrl: 'graph.facebook.com' },
      code: 'REQUEST_MALFORMED',
    },
  ])('$rule', async ({ options, code }) => {
    expect(await catchGraphError(Promise.resolve().then(() => graphClient(fake, options)))).toMatchObject({ code });
  });

  it("may call each of Meta's hosts", () => {
    for (const baseUrl of Object.values(GRAPH_HOSTS)) expect(graphClient(fake, { baseUrl }).baseUrl).toBe(baseUrl);
    expect(graphClient(fake, { baseUrl: GRAPH_HOSTS.threads, version: THREADS_VERSION }).version).toBe('v1.0');
  });

  it.each(['../me', 'a/b', '1?x=1', '', 'a b', '1#2', '%2e%2e'])('does not put %j into a path', async (id) => {
    expect(await catchGraphError(graphClient(fake).send({ path: [id, 'subscribed_apps'] }))).toMatchObject({
      code: 'REQUEST_MALFORMED',
      outcome: 'not-done',
    });
    expect(fake.calls).toEqual([]);
  });

  it('does not put its token into a URL, whoever hands it over as an id or a cursor', async () => {
    const client = graphClient(fake);
    expect(await catchGraphError(client.send({ path: [SECRETS.page] }))).toMatchObject({ code: 'REQUEST_MALFORMED' });
    expect(await catchGraphError(client.send({ ...read, parameters: { after: SECRETS.appSecret } }))).toMatchObject({
      code: 'REQUEST_MALFORMED',
    });
    expect(fake.calls).toEqual([]);
  });
});

describe('a failure that passes', () => {
  it.each([
    { rule: 'a 500 with code 2', answer: documented.service() },
    { rule: 'a code 1', answer: documented.unknown() },
    { rule: "a 502 that is not Graph's", answer: { status: 502, body: '<html>Bad Gateway</html>', type: 'text/html' } },
    { rule: 'a broken connection', answer: 'reset' as const },
    { rule: 'an answer that breaks off', answer: 'truncate' as const },
  ])('is tried again: $rule', async ({ answer }) => {
    fake.failNext(...failing(answer, 2));
    await expect(graphClient(fake).send(read)).resolves.toEqual({ data: [] });
    expect(fake.calls).toHaveLength(3);
  });

  it('is tried again after a time-out', async () => {
    const ports = graphTestPorts();
    fake.failNext({ answer: 'hang' });
    fake.onCall = () => {
      if (fake.calls.length === 1) ports.timeOut();
    };
    await expect(graphClient(fake, {}, ports).send(read)).resolves.toEqual({ data: [] });
    expect(fake.calls).toHaveLength(2);
  });

  it('is tried four times at most', async () => {
    fake.failNext(...failing(documented.service(), 4));
    expect(await catchGraphError(graphClient(fake).send(read))).toMatchObject({ code: 'TRANSIENT' });
    expect(fake.calls).toHaveLength(4);
  });

  it.each([
    { chance: 0, want: [0, 0, 0] },
    { chance: 0.5, want: [250, 500, 1000] },
    { chance: 0.999, want: [499.5, 999, 1998] },
  ])('waits a random part of a range that doubles: chance $chance', async ({ chance, want }) => {
    const ports = graphTestPorts(chance);
    fake.failNext(...failing(documented.service(), 3));
    await graphClient(fake, {}, ports).send(read);
    expect(ports.pauses).toEqual(want);
  });

  it('is not tried again when the wait would end after the time of the call', async () => {
    const ports = graphTestPorts();
    fake.failNext(...failing(documented.service(), 9));
    expect(
      await catchGraphError(graphClient(fake, { budgetMs: 800, maxAttempts: 10 }, ports).send(read)),
    ).toMatchObject({
      code: 'TRANSIENT',
    });
    expect(ports.pauses).toEqual([250, 500]);
  });

  it('gives an attempt no more time than is left of the call', async () => {
    const ports = graphTestPorts();
    fake.failNext(...failing(documented.service(), 2));
    await graphClient(fake, { budgetMs: 2_000, timeoutMs: 1_900 }, ports).send(read);
    expect(ports.timeouts).toEqual([1_900, 1_750, 1_250]);
  });
});

describe('a failure that does not pass', () => {
  it.each([documented.token(463), documented.permission(), documented.parameter(), documented.blocked()])(
    'is not tried again ($error.code)',
    async (answer) => {
      fake.failNext({ answer });
      await catchGraphError(graphClient(fake).send(read));
      expect(fake.calls).toHaveLength(1);
    },
  );
});

describe('a call that is ended from outside', () => {
  it('ends at once, and is not tried again', async () => {
    const ended = new AbortController();
    fake.failNext({ answer: 'hang' });
    fake.onCall = () => {
      ended.abort();
    };
    expect(await catchGraphError(graphClient(fake).send({ ...read, signal: ended.signal }))).toMatchObject({
      code: 'ABORTED',
      retry: 'never',
      outcome: 'unknown',
    });
    expect(fake.calls).toHaveLength(1);
  });

  it('ends while it waits', async () => {
    const ended = new AbortController();
    fake.failNext({ answer: documented.service() });
    const ports = graphTestPorts();
    const pause: typeof ports.pause = (ms, signal) => {
      ended.abort();
      return Promise.resolve().then(() => ports.pause(ms, signal));
    };
    expect(
      await catchGraphError(graphClient(fake, {}, { ...ports, pause }).send({ ...read, signal: ended.signal })),
    ).toMatchObject({ code: 'ABORTED' });
  });
});

describe('an API that cannot be reached', () => {
  it('is told as such, by the name of what went wrong', async () => {
    const gone = await startGraphWorld();
    await gone.stop();
    expect(await catchGraphError(graphClient(gone).send(read))).toMatchObject({
      code: 'UNREACHABLE',
      outcome: 'not-done',
      facts: { networkCode: 'ECONNREFUSED' },
    });
  });

  it.each([
    { networkCode: 'CERT_HAS_EXPIRED', retry: 'never', outcome: 'not-done' },
    { networkCode: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', retry: 'never', outcome: 'not-done' },
    { networkCode: 'ENOTFOUND', retry: 'soon', outcome: 'not-done' },
    { networkCode: 'ECONNRESET', retry: 'soon', outcome: 'unknown' },
  ])(
    'may be tried again or not, and may have done it or not: $networkCode',
    async ({ networkCode, retry, outcome }) => {
      const failed = Object.assign(new TypeError('fetch failed'), {
        cause: Object.assign(new Error('x'), { code: networkCode }),
      });
      const ports = { ...graphTestPorts(), fetch: () => Promise.reject(failed) };
      expect(await catchGraphError(graphClient(fake, {}, ports).send(read))).toMatchObject({
        code: 'UNREACHABLE',
        retry,
        outcome,
        facts: { networkCode },
      });
    },
  );

  it('does not get the token sent after it by a redirect', async () => {
    const elsewhere = await startGraphWorld();
    fake.failNext({ answer: { status: 302, body: '' }, headers: { location: `${elsewhere.url}/v26.0/me` } });
    expect(await catchGraphError(graphClient(fake).send(read))).toMatchObject({
      code: 'RESPONSE_UNREADABLE',
      facts: { httpStatus: 302 },
    });
    expect(elsewhere.calls).toEqual([]);
    await elsewhere.stop();
  });
});
