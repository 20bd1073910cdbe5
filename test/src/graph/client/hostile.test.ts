import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { appSecretProof } from '../../../../src/graph/client/proof.ts';
import { redact } from '../../../../src/graph/client/redact.ts';
import { GraphError } from '../../../../src/graph/client/graph-error.ts';
import { addAppSubscription, listAppSubscriptions } from '../../../../src/graph/resources/app-subscriptions.ts';
import { hideComment } from '../../../../src/graph/resources/hide-comment.ts';
import { answerMention, readMentionedComment, readMentionedMedia } from '../../../../src/graph/resources/mentions.ts';
import { listPages, readPageToken } from '../../../../src/graph/resources/page-tokens.ts';
import { readLead } from '../../../../src/graph/resources/read-lead.ts';
import { sendMessage } from '../../../../src/graph/resources/send-message.ts';
import { listSubscribedApps, subscribeAccount } from '../../../../src/graph/resources/subscribed-apps.ts';
import { examineToken, readTokenOwner } from '../../../../src/graph/resources/token-info.ts';
import type { GraphClient } from '../../../../src/graph/client/client.ts';
import type { FakeGraphApi, RawFakeAnswer } from '../../../support/fakes/fake-graph-api.ts';
import {
  graphClient,
  catchGraphError,
  graphTestPorts,
  IDS,
  SECRETS,
  startGraphWorld,
} from '../../../support/harness/graph-under-test.ts';

let fake: FakeGraphApi;
let answer: RawFakeAnswer;
beforeAll(async () => {
  fake = await startGraphWorld();
});
beforeEach(() => {
  fake.reset();
  fake.fault = () => ({ answer });
});
afterAll(() => fake.stop());

const CALLS: Readonly<Record<string, (client: GraphClient) => Promise<unknown>>> = {
  listAppSubscriptions: (client) => listAppSubscriptions(client, IDS.app),
  addAppSubscription: (client) =>
    addAppSubscription(client, {
      appId: IDS.app,
      object: 'page',
      fields: ['feed'],
      callbackUrl: 'https://example.test',
      verifyToken: SECRETS.verifyToken,
      includeValues: true,
    }),
  listSubscribedApps: (client) => listSubscribedApps(client, { kind: 'page', id: IDS.page }),
  subscribeAccount: (client) => subscribeAccount(client, { kind: 'page', id: IDS.page }, ['feed']),
  listPages: (client) => listPages(client),
  readPageToken: (client) => readPageToken(client, IDS.page),
  readMentionedComment: (client) =>
    readMentionedComment(client, { accountId: IDS.igLinked, commentId: '17873440459141021' }),
  readMentionedMedia: (client) => readMentionedMedia(client, { accountId: IDS.igLinked, mediaId: '17918195224117851' }),
  answerMention: (client) =>
    answerMention(client, { accountId: IDS.igLinked, mediaId: '17918195224117851', message: MESSAGE }),
  readLead: (client) => readLead(client, '4120700000000183'),
  sendMessage: (client) => sendMessage(client, { pageId: IDS.page, recipientId: RECIPIENT, text: MESSAGE }),
  hideComment: (client) => hideComment(client, { on: 'page', commentId: '1_2' }),
  readTokenOwner: (client) => readTokenOwner(client),
  examineToken: (client) => examineToken(client, SECRETS.user),
};

/** All that could be shown of an error, by whoever catches it. */
function shown(error: GraphError): string {
  return [
    error.message,
    error.hint,
    error.stack,
    error.metaMessage,
    JSON.stringify(error),
    inspect(error, { depth: 9, showHidden: true }),
    JSON.stringify(error.facts),
  ].join('\n');
}

/** What each call carries: its token, the app secret and the proof, and what it is about. */
const MESSAGE = 'planted message text';
const RECIPIENT = '24700000000000041';
const ALWAYS = [SECRETS.page, SECRETS.appSecret, appSecretProof(SECRETS.page, SECRETS.appSecret)];
const CARRIED: Readonly<Record<string, readonly string[]>> = {
  addAppSubscription: [SECRETS.verifyToken],
  answerMention: [MESSAGE],
  sendMessage: [MESSAGE, RECIPIENT],
  examineToken: [SECRETS.user],
};

function expectNone(text: string, secrets: readonly string[]): void {
  for (const secret of secrets) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(encodeURIComponent(secret));
  }
}

const getOutcome = (call: (client: GraphClient) => Promise<unknown>): Promise<unknown> =>
  call(graphClient(fake, { maxAttempts: 1 }, graphTestPorts())).then(
    () => 'fine',
    (error: unknown) => error,
  );

describe.each(Object.keys(CALLS))('%s', (name) => {
  const call = CALLS[name]!;
  const carried = [...ALWAYS, ...(CARRIED[name] ?? [])];

  it.each<{ rule: string; bad: RawFakeAnswer }>([
    { rule: 'HTML', bad: { status: 200, body: '<!doctype html><html><body>Sorry</body></html>', type: 'text/html' } },
    { rule: 'nothing', bad: { status: 200, body: '' } },
    { rule: 'bytes that are no UTF-8', bad: { status: 200, body: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]) } },
    { rule: 'JSON that breaks off', bad: { status: 200, body: '{"data":[{"id":' } },
    { rule: 'JSON that is 20,000 deep', bad: { status: 200, body: `${'['.repeat(20_000)}${']'.repeat(20_000)}` } },
    { rule: 'five million bytes', bad: { status: 200, body: `"${'x'.repeat(5_000_000)}"` } },
    { rule: 'HTML as a refusal', bad: { status: 403, body: '<html>Forbidden</html>', type: 'text/html' } },
    { rule: 'a refusal without a code', bad: { status: 400, body: '{"error":{"message":null}}' } },
    { rule: 'an error that is a text', bad: { status: 400, body: '{"error":"invalid_request"}' } },
  ])('fails clearly when it is answered with $rule', async ({ bad }) => {
    answer = bad;
    const error = await getOutcome(call);
    expect(error).toBeInstanceOf(GraphError);
    expectNone(shown(error as GraphError), carried);
  });

  it('ends as it should or in an error of ours, whatever JSON it is answered with', async () => {
    const status = fc.constantFrom(200, 200, 201, 302, 400, 401, 403, 404, 429, 500, 503);
    const json = fc.oneof(
      fc.jsonValue(),
      fc.record({ data: fc.jsonValue(), paging: fc.jsonValue() }, { requiredKeys: [] }),
      fc.record({ error: fc.jsonValue() }),
    );
    await fc.assert(
      fc.asyncProperty(status, json, async (code, value) => {
        answer = { status: code, body: JSON.stringify(value) };
        const outcome = await getOutcome(call);
        if (outcome !== 'fine') expect(outcome).toBeInstanceOf(GraphError);
      }),
      { numRuns: 40 },
    );
  });

  it("shows nothing of what it carries in any error, though Meta's answer quoted all of it everywhere", async () => {
    const quoted = fc.constantFrom(...carried, ...carried.map(encodeURIComponent));
    const place = fc.constantFrom('message', 'type', 'fbtrace_id', 'error_user_msg', 'error_user_title');
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(place, quoted),
        fc.constantFrom(190, 10, 100, 2, 4, 4711),
        quoted,
        async (places, code, beside) => {
          const { message = '', ...rest } = places;
          answer = {
            status: 400,
            body: JSON.stringify({
              error: { ...rest, message: `Invalid ${message} at x=${beside}&y=1 ${message}`, code },
            }),
          };
          const error = await getOutcome(call);
          expect(error).toBeInstanceOf(GraphError);
          expect((error as GraphError).metaMessage).toMatch(/^Invalid /);
          expectNone(shown(error as GraphError), carried);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('a list', () => {
  it('that goes round in circles ends in an error', async () => {
    answer = {
      status: 200,
      body: JSON.stringify({
        data: [],
        paging: { cursors: { after: 'MQ==' }, next: 'https://graph.facebook.com/x?after=MQ==' },
      }),
    };
    expect(await catchGraphError(CALLS['listPages']!(graphClient(fake)))).toMatchObject({
      code: 'RESPONSE_UNREADABLE',
      hint: 'The list repeats a page or has too many pages. Request a shorter list.',
    });
  });

  it('whose cursor is our own token ends in an error, and the token stays out of the URL', async () => {
    answer = {
      status: 200,
      body: JSON.stringify({
        data: [],
        paging: { cursors: { after: SECRETS.page }, next: 'https://graph.facebook.com/x' },
      }),
    };
    expect(await catchGraphError(CALLS['listPages']!(graphClient(fake)))).toMatchObject({ code: 'REQUEST_MALFORMED' });
    expectNone(fake.urls.join(), [SECRETS.page, SECRETS.appSecret]);
  });

  it('that goes on without a cursor ends in an error', async () => {
    answer = {
      status: 200,
      body: JSON.stringify({ data: [], paging: { next: 'https://graph.facebook.com/x?offset=25' } }),
    };
    expect(await catchGraphError(CALLS['listPages']!(graphClient(fake)))).toMatchObject({
      code: 'RESPONSE_UNREADABLE',
    });
  });
});

describe("somebody else's text", () => {
  it('loses every secret that is named, in either spelling', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 8, unit: 'grapheme' }), fc.string(), (before, secret, after) => {
        fc.pre(!'[hidden]'.includes(secret) && !/^[\p{Cc}\p{Cf}\s]*$/u.test(secret));
        expect(redact(`${before}${secret}${after}`, [secret])).not.toContain(secret);
      }),
    );
  });

  it.each([
    { rule: 'a token of Facebook', text: 'bad EAABsbCS1iHgBAKZCZAqZBw7dPZC end' },
    { rule: 'a token of Instagram', text: 'bad IGQVJXc0N5aHVfZAExVbnRkRkxV end' },
    { rule: 'an app token', text: 'bad 188559381496048|a1b2c3d4e5f6 end' },
    { rule: 'a parameter', text: 'bad verify_token=abc end' },
  ])('loses what looks like $rule', ({ text }) => {
    expect(redact(text, [])).toBe('bad [hidden] end');
  });

  it('loses control characters and what is beyond 300 characters', () => {
    expect(redact(`a\u001b[2J\nb\u2028\u202ec${'x'.repeat(400)}`, [])).toBe(`a [2J b c${'x'.repeat(291)}`);
  });
});

describe('the proof', () => {
  // https://www.rfc-editor.org/rfc/rfc4231#section-4.3
  it('is the HMAC-SHA256 of the token under the app secret, in hex: RFC 4231, case 2', () => {
    expect(appSecretProof('what do ya want for nothing?', 'Jefe')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });
});
