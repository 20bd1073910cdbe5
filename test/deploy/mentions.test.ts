import { PurgeQueueCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startFakeGraphApi, type FakeGraphApi } from '../support/fakes/fake-graph-api.ts';
import { documented } from '../support/fakes/fake-graph-api-errors.ts';
import { fillGraphWorld, IDS, SECRETS } from '../support/harness/graph-under-test.ts';
import { APP_SECRET } from '../support/builders/meta.ts';
import { postSigned } from './callback.ts';
import { MENTIONED_ACCOUNT } from './configuration.ts';
import { outputs, physicalId, readyForMeta, restart, secretsManager, sqs } from './deployment.ts';
import { openSubscription } from './event-tap.ts';
import { eventually } from './eventually.ts';
import { clearClaims, messagesIn, receives, settled } from './footprint.ts';
import { killProcessOf } from './kill-process.ts';

const COMMENT = { accountId: MENTIONED_ACCOUNT, mediaId: '17895695668004550', commentId: '17873440459141021' } as const;
const CAPTION = { accountId: MENTIONED_ACCOUNT, mediaId: '17918195224117851' } as const;
/** As deployed, and here: a killed function backs off nothing. */
const VISIBILITY_SECONDS = { deployed: 360, here: 3 };

let fake: FakeGraphApi;
let queueUrl: string;
let mentions = 0;

/** A mention that was never told before. */
const fresh = <T extends object>(form: T): T => {
  mentions += 1;
  const next = (id: string): string => String(BigInt(id) + BigInt(mentions * 1_000));
  return Object.fromEntries(
    Object.entries(form).map(([name, id]) => [name, name === 'accountId' ? String(id) : next(String(id))]),
  ) as T;
};
/** What Meta sends of it, now. */
const getBody = ({
  accountId,
  mediaId,
  commentId,
}: {
  accountId: string;
  mediaId: string;
  commentId?: string;
}): Buffer => {
  const value = { media_id: mediaId, ...(commentId !== undefined && { comment_id: commentId }) };
  return Buffer.from(
    JSON.stringify([
      {
        object: 'instagram',
        entry: [{ id: accountId, time: Math.floor(Date.now() / 1000), changes: [{ field: 'mentions', value }] }],
      },
    ]),
  );
};
const exists = (mention: typeof COMMENT | typeof CAPTION): void =>
  void fake.state.mentions.push({ ...mention, text: 'hello' });
const report = async (mention: typeof COMMENT | typeof CAPTION): Promise<void> => {
  expect(await postSigned(getBody(mention))).toMatchObject({ status: 200 });
  await settled();
};
const quiet = async (): Promise<boolean> => eventually(async () => (await messagesIn(queueUrl)) === 0, 40_000);
const answersTo = (mention: typeof COMMENT | typeof CAPTION): string[] =>
  fake.state.mentionAnswers
    .filter(({ mediaId }) => mediaId === mention.mediaId)
    .map(({ message, commentId }) => [message, commentId ?? 'caption'].join(' to '));
const posts = (): number => fake.calls.filter(({ method }) => method === 'POST').length;

beforeAll(async () => {
  await readyForMeta();
  fake = await startFakeGraphApi();
  fillGraphWorld(fake);
  fake.state.apps.set(IDS.app, { ...fake.state.apps.get(IDS.app)!, secret: APP_SECRET });
  queueUrl = await physicalId('AWS::SQS::Queue', 'MentionQueue');
  const SecretId = outputs[`MentionTokenArn${MENTIONED_ACCOUNT}`];
  await secretsManager.send(
    new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify({ accessToken: SECRETS.page }) }),
  );
  await restart('MentionReplies', { GRAPH_API_URL: fake.url });
}, 60_000);
beforeEach(() => {
  fake.reset();
});
afterAll(async () => {
  await sqs.send(new PurgeQueueCommand({ QueueUrl: queueUrl }));
  await restart('MentionReplies');
  await fake.stop();
});

describe.each([
  { form: 'a comment mention', of: COMMENT, answer: (mention: typeof COMMENT) => `Thank you! to ${mention.commentId}` },
  { form: 'a caption mention', of: CAPTION, answer: () => 'Thank you, keldo! to caption' },
] as const)('$form through the callback URL', ({ of, answer }) => {
  it('is answered once, with proof, however often it is delivered', async () => {
    const mention = fresh(of) as typeof COMMENT;
    exists(mention);
    const subscription = await openSubscription();
    await report(mention);
    await quiet();
    await clearClaims(); // the receiver itself has forgotten it
    await report(mention);
    expect(await subscription.events()).toHaveLength(2);
    await subscription.close();
    await quiet();
    expect(answersTo(mention)).toEqual([answer(mention)]);
    expect(new Set(fake.calls.map(({ proof }) => proof))).toEqual(new Set(['right']));
  }, 90_000);

  it('is answered once when the Graph API answers 500 first', async () => {
    const mention = fresh(of) as typeof COMMENT;
    exists(mention);
    fake.failNext({ answer: documented.service() });
    await report(mention);
    await quiet();
    expect(answersTo(mention)).toEqual([answer(mention)]);
  }, 60_000);

  it('is answered once when the function is killed after it answered', async () => {
    const mention = fresh(of) as typeof COMMENT;
    exists(mention);
    fake.fault = ({ method }) => (method === 'POST' ? { carriedOut: true, answer: 'hang' } : undefined);
    await setVisibility(VISIBILITY_SECONDS.here);
    try {
      await report(mention);
      await eventually(() => Promise.resolve(posts() === 1));
      expect(await killProcessOf('MentionReplies')).toBeGreaterThan(0);
      fake.fault = () => undefined;
      // It comes back after its visibility time-out, and is then put off until its attempt may be looked into.
      await eventually(async () => (await receives(queueUrl)).some(({ visibleInMs }) => visibleInMs > 60_000), 30_000);
    } finally {
      await setVisibility(VISIBILITY_SECONDS.deployed);
    }
    expect(posts()).toBe(1);
    expect(answersTo(mention)).toEqual([answer(mention)]);
    await sqs.send(new PurgeQueueCommand({ QueueUrl: queueUrl }));
  }, 90_000);
});

async function setVisibility(seconds: number): Promise<void> {
  await sqs.send(
    new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes: { VisibilityTimeout: String(seconds) } }),
  );
}
