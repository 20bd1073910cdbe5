import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { moderateComment } from '../../examples/comment-moderation/handler.ts';
import { listedWords } from '../../examples/comment-moderation/listed-words.ts';
import { CommentModeration } from '../../examples/comment-moderation/stack.ts';
import { ConsumerError } from '../../lambdas/consumers/consumer-error.ts';
import { GraphError } from '../../src/graph/client/graph-error.ts';
import { arn, readProperties, listResources, synthesizeWith } from '../lib/synth.ts';
import { bridgeEvent, createContext } from '../support/builders/bridge-event.ts';
import { startConsumerWorld, type ConsumerWorld } from '../support/harness/consumer-under-test.ts';
import { documented } from '../support/fakes/fake-graph-api-errors.ts';
import { IDS, SECRETS } from '../support/harness/graph-under-test.ts';
import { recordLog } from '../support/harness/log-lines.ts';
import { getId, listPermissions } from './statements.ts';

const TOKEN_ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:page-AbCdEf';
const tokens = { [IDS.page]: TOKEN_ARN, [IDS.igLinked]: TOKEN_ARN };
const template = synthesizeWith(
  (receiver) => new CommentModeration(receiver, 'Moderation', { webhooks: receiver.webhooks, tokens, words: ['spam'] }),
);

const COMMENT = '800000000000001_810000000000001';
const IG_COMMENT = '17900000000000001';
const AUTHOR = '7700000000000031';

let world: ConsumerWorld;
const { log, lines } = recordLog();
beforeAll(async () => {
  world = await startConsumerWorld(readProperties(template, 'AWS::DynamoDB::Table', 'Moderation'));
});
beforeEach(async () => {
  await world.reset();
  lines.length = 0;
  world.fake.state.people.comments.set(COMMENT, { on: 'page', pageId: IDS.page, hidden: false });
  world.fake.state.people.comments.set(IG_COMMENT, { on: 'instagram', pageId: IDS.page, hidden: false });
});
afterAll(() => world.stop());

/** As in test/fixtures/payloads/page/feed-comment-add.json. */
const onPage = (changed: object = {}, detail: object = {}) =>
  bridgeEvent('page.feed', {
    entryId: IDS.page,
    value: {
      item: 'comment',
      verb: 'add',
      comment_id: COMMENT,
      post_id: '1_2',
      from: { id: AUTHOR, name: 'Odile Test' },
      message: 'Buy SPAM now',
      created_time: 1767225598,
      ...changed,
    },
    ...detail,
  });
const onInstagram = (changed: object = {}) =>
  bridgeEvent('instagram.comments', {
    entryId: IDS.igLinked,
    value: {
      id: IG_COMMENT,
      from: { id: AUTHOR, username: 'odile.fixture' },
      text: 'spam!',
      media: { id: '18' },
      ...changed,
    },
  });
const work = () =>
  moderateComment({ graphs: world.graphs([IDS.page, IDS.igLinked]), isUnwanted: listedWords(['spam']), log });
const hand = (event: ReturnType<typeof onPage> | ReturnType<typeof onInstagram>) => world.hand(work(), event);
const hidden = () => [...world.fake.state.people.comments].filter(([, comment]) => comment.hidden).map(([id]) => id);

describe('a comment with a listed word', () => {
  it.each([
    { where: 'a Page', event: onPage(), id: COMMENT },
    { where: 'an Instagram account', event: onInstagram(), id: IG_COMMENT },
    {
      where: 'an Instagram account, its id named otherwise',
      event: onInstagram({ id: undefined, comment_id: IG_COMMENT }),
      id: IG_COMMENT,
    },
    { where: 'a Page, put in by an edit', event: onPage({ verb: 'edited' }), id: COMMENT },
  ])('of $where is hidden', async ({ event, id }) => {
    await hand(event);
    expect(hidden()).toEqual([id]);
  });

  it('is hidden once: where somebody shows it again, the same event changes nothing', async () => {
    await hand(onPage());
    world.fake.state.people.comments.get(COMMENT)!.hidden = false;
    await hand(onPage());
    expect([hidden(), world.fake.calls.length]).toEqual([[], 1]);
  });

  it('that could not be hidden is an error, and the next try hides it', async () => {
    world.fake.fault = () => ({ answer: documented.service() });
    await expect(hand(onPage())).rejects.toMatchObject({ code: 'TRANSIENT' });
    world.fake.fault = () => undefined;
    await hand(onPage());
    expect(hidden()).toEqual([COMMENT]);
  });

  it('of the owner stays', async () => {
    await hand(onPage({ from: { id: IDS.page } }));
    await hand(onInstagram({ from: { id: IDS.igLinked } }));
    expect(world.fake.calls).toEqual([]);
  });

  it('of an account whose token we were not given is left alone, and the log says so', async () => {
    await hand(onPage({}, { entryId: '104000000000099' }));
    expect([world.fake.calls, lines[0]!.fields['skip']]).toEqual([[], 'ACCOUNT_WITHOUT_TOKEN']);
  });
});

describe('what else happens is left alone', () => {
  it.each([
    { what: 'a comment without a listed word', event: onPage({ message: 'And on Mondays?' }) },
    { what: 'a comment without a text', event: onPage({ message: undefined }) },
    { what: 'a removed comment', event: onPage({ verb: 'remove' }) },
    { what: 'our own hiding', event: onPage({ verb: 'hide' }) },
    { what: 'a post', event: onPage({ item: 'status', comment_id: undefined }) },
    { what: 'a like', event: onPage({ item: 'reaction' }) },
  ])('$what', async ({ event }) => {
    await hand(event);
    expect(world.fake.calls).toEqual([]);
  });

  it.each([onPage({}, { value: undefined }), bridgeEvent('instagram.comments')])(
    "but where only the field's name came, that is an error with a hint",
    async (event) => {
      await expect(hand(event)).rejects.toMatchObject({ code: 'MISSING_VALUE' });
    },
  );

  it('a value of any other shape, and the function fails with an error of ours at most', async () => {
    const part = fc.oneof(fc.jsonValue(), fc.constantFrom('spam', '..', '1/../../me', '__proto__', COMMENT));
    const shape = fc.oneof(
      fc.jsonValue(),
      fc.record(
        { item: fc.constant('comment'), verb: fc.constant('add'), comment_id: part, message: part, from: part },
        { requiredKeys: [] },
      ),
    );
    await fc.assert(
      fc.asyncProperty(shape, async (value) => {
        const thrown: unknown = await Promise.resolve(work()(onPage({}, { value }), createContext(30_000))).catch(
          (error: unknown) => error,
        );
        expect(thrown === undefined || thrown instanceof ConsumerError || thrown instanceof GraphError).toBe(true);
      }),
      {
        numRuns: 200,
        examples: [
          [{ item: 'comment', verb: 'add', comment_id: COMMENT, message: 'spam' }],
          [null],
          [{ item: 'comment', verb: 'add', comment_id: '1/../../me', message: 'spam' }],
        ],
      },
    );
    expect(hidden()).toEqual([COMMENT]);
    for (const { path, parameters } of world.fake.calls)
      expect([path, parameters]).toEqual([expect.stringMatching(/^\/[\w-]+$/), { is_hidden: 'true' }]);
  });
});

it('no log line has anything of the comment, its author or a secret', async () => {
  await hand(onPage());
  const shown = JSON.stringify(lines);
  expect(lines).toHaveLength(1);
  for (const secret of [COMMENT, AUTHOR, 'Odile', 'SPAM', 'Buy', ...Object.values(SECRETS)])
    expect(shown).not.toContain(secret);
});

describe('a listed word', () => {
  const isUnwanted = listedWords(['spam', 'Straße', 'привет', 'free money']);
  it.each([
    { text: 'SPAM', want: true },
    { text: 'no (spam)!', want: true },
    { text: 'sp\u200bam', want: true },
    { text: 'ｓｐａｍ', want: true },
    { text: 'in der STRASSE', want: true },
    { text: 'in der straße', want: true },
    { text: 'ПРИВЕТ', want: true },
    { text: 'money', want: true },
    { text: 'spammer', want: false },
    { text: 'antispam', want: false },
    { text: 'sp am', want: false },
    { text: '', want: false },
    { text: '.*', want: false },
  ])('is in “$text”: $want', ({ text, want }) => {
    expect(isUnwanted(text)).toBe(want);
  });

  it('is found as a whole word only, between whatever is no letter', () => {
    const messages = fc.string({ unit: fc.constantFrom('a', 'я', '1', 's'), minLength: 1 });
    fc.assert(
      fc.property(messages, (more) => {
        expect([isUnwanted(`spam${more}`), isUnwanted(`${more} spam.${more}`)]).toEqual([false, true]);
      }),
    );
  });

  it('none listed finds none', () => {
    expect(listedWords([])('spam')).toBe(false);
  });
});

describe('the deployed function', () => {
  it('gets the feed of Pages and the comments of Instagram accounts', () => {
    const rules = Object.values(listResources(template)).filter(({ Type }) => Type === 'AWS::Events::Rule');
    expect(rules.map(({ Properties }) => Properties['EventPattern'])).toEqual([
      { source: ['meta.webhooks'], 'detail-type': ['page.feed', 'instagram.comments'] },
    ]);
    for (const { Properties } of rules)
      expect(Properties['Targets']).toEqual([
        expect.objectContaining({ DeadLetterConfig: { Arn: expect.anything() } }),
      ]);
  });

  it('may write its log, read that token and no other secret, dead-letter, and use its table', () => {
    expect(listPermissions(template, 'Moderation')).toEqual([
      [['logs:CreateLogStream', 'logs:PutLogEvents'], arn(getId(template, 'AWS::Logs::LogGroup', 'Moderation'))],
      ['sqs:SendMessage', arn(getId(template, 'AWS::SQS::Queue', 'Moderation'))],
      [
        ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
        arn(getId(template, 'AWS::DynamoDB::Table', 'Moderation')),
      ],
      ['secretsmanager:GetSecretValue', TOKEN_ARN],
    ]);
  });
});
