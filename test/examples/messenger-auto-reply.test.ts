import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { autoReply } from '../../examples/messenger-auto-reply/handler.ts';
import { MessengerAutoReply } from '../../examples/messenger-auto-reply/stack.ts';
import { ConsumerError } from '../../lambdas/consumers/consumer-error.ts';
import { GraphError } from '../../src/graph/client/graph-error.ts';
import { arn, readProperties, ref, synthesizeWith } from '../lib/synth.ts';
import { bridgeEvent, createContext } from '../support/builders/bridge-event.ts';
import { startConsumerWorld, type ConsumerWorld } from '../support/harness/consumer-under-test.ts';
import { documented } from '../support/fakes/fake-graph-api-errors.ts';
import { IDS, SECRETS } from '../support/harness/graph-under-test.ts';
import { recordLog } from '../support/harness/log-lines.ts';
import { getId, listPermissions } from './statements.ts';

const TOKEN_ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:page-AbCdEf';
const template = synthesizeWith(
  (receiver) =>
    new MessengerAutoReply(receiver, 'AutoReply', {
      webhooks: receiver.webhooks,
      tokens: { [IDS.page]: TOKEN_ARN },
      text: 'We read this today.',
    }),
);

const PERSON = '24700000000000041';
const SENT_AT_MS = 1_767_225_599_880;
const DAY_MS = 24 * 3_600_000;
const PLANTED = 'planted: my card is 4111 {{text}} ${x} <script>';

let world: ConsumerWorld;
let nowMs: number;
beforeAll(async () => {
  world = await startConsumerWorld(readProperties(template, 'AWS::DynamoDB::Table', 'AutoReply'));
});
beforeEach(async () => {
  nowMs = SENT_AT_MS + 1_000;
  await world.reset();
});
afterAll(() => world.stop());

/**
 * As Meta documents it. @see https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/messages
 */
const value = (changed: object = {}) => ({
  sender: { id: PERSON },
  recipient: { id: IDS.page },
  timestamp: SENT_AT_MS,
  message: { mid: 'm_1', text: PLANTED },
  ...changed,
});
const message = (detail: object = {}) =>
  bridgeEvent('page.messages', { kind: 'message', entryId: IDS.page, value: value(), ...detail });
const { log, lines } = recordLog();
beforeEach(() => {
  lines.length = 0;
});
const work = () => autoReply({ graphs: world.graphs([IDS.page]), text: 'We read this today.', now: () => nowMs, log });
const hand = (event = message()) => world.hand(work(), event);
const sent = () =>
  world.fake.state.people.messages.map(({ pageId, recipientId, text }) => ({ pageId, recipientId, text }));
const ANSWER = { pageId: IDS.page, recipientId: PERSON, text: 'We read this today.' };

describe('a message to the Page', () => {
  it('is answered to who wrote it, whatever it says', async () => {
    await hand();
    expect(sent()).toEqual([ANSWER]);
  });

  it('is answered once, however often the event comes', async () => {
    for (let time = 0; time < 3; time += 1) await hand();
    expect(sent()).toEqual([ANSWER]);
  });

  it.each([documented.pageLimit(), documented.permission()])(
    'that Meta surely did not take ($error.code) is an error, and the next try answers',
    async (answer) => {
      world.fake.fault = () => ({ answer });
      await expect(hand()).rejects.toBeInstanceOf(GraphError);
      world.fake.fault = () => undefined;
      await hand();
      expect(sent()).toEqual([ANSWER]);
    },
  );

  it.each([
    { rule: 'was sent', carriedOut: true, want: [ANSWER] },
    { rule: 'was not sent', carriedOut: false, want: [] },
  ])(
    "is never answered twice: where Meta's answer got lost and ours $rule, it stays so, and the log says it",
    async ({ carriedOut, want }) => {
      world.fake.failNext({ answer: documented.service(), carriedOut });
      await hand();
      await hand();
      expect(sent()).toEqual(want);
      expect(lines).toEqual([
        {
          level: 'error',
          message: 'not answered, or not known',
          fields: expect.objectContaining({ change: message().detail.id, errorCode: 'TRANSIENT', graphCode: 2 }),
        },
      ]);
    },
  );

  it('may be answered for 24 hours, and no longer', async () => {
    nowMs = SENT_AT_MS + DAY_MS + 1;
    await hand(message({ id: 'late' }));
    expect([sent(), lines[0]!.fields['skip']]).toEqual([[], 'WINDOW_CLOSED']);
    nowMs = SENT_AT_MS + DAY_MS;
    await hand(message({ id: 'in time' }));
    expect(sent()).toEqual([ANSWER]);
  });

  it('that Meta finds too old is not tried again', async () => {
    world.fake.state.people.closedWindows.add(PERSON);
    await hand();
    await hand();
    expect([sent(), world.fake.calls.length, lines[0]!.fields['errorCode']]).toEqual([[], 1, 'WINDOW_CLOSED']);
  });
});

describe('nobody is answered', () => {
  it.each<{ rule: string; detail: object; skip: string }>([
    {
      rule: 'for an echo',
      detail: { value: value({ message: { mid: 'm_1', is_echo: true, text: PLANTED } }) },
      skip: 'ECHO',
    },
    {
      rule: 'for an echo without its mark: the Page itself wrote',
      detail: { value: value({ sender: { id: IDS.page }, recipient: { id: PERSON } }) },
      skip: 'ECHO',
    },
    { rule: 'for a message that was taken back', detail: { kind: 'message.deleted' }, skip: 'ECHO' },
    {
      rule: 'whom Meta does not know yet',
      detail: { value: value({ sender: { user_ref: 'abc' } }) },
      skip: 'SENDER_UNKNOWN',
    },
    {
      rule: 'at a Page whose token we were not given',
      detail: { entryId: '104000000000099' },
      skip: 'PAGE_WITHOUT_TOKEN',
    },
    {
      rule: "for the dashboard's Test button: its time is in seconds",
      detail: { value: value({ timestamp: '1527459824' }) },
      skip: 'WINDOW_CLOSED',
    },
  ])('$rule', async ({ detail, skip }) => {
    await hand(message(detail));
    expect([world.fake.calls, lines]).toEqual([
      [],
      [{ level: 'info', message: 'not answered', fields: expect.objectContaining({ skip }) }],
    ]);
  });

  it("where only the field's name came: that is an error with a hint", async () => {
    await expect(hand(message({ value: undefined }))).rejects.toMatchObject({ code: 'MISSING_VALUE' });
    expect(world.fake.calls).toEqual([]);
  });

  it('for a value of any other shape, and the function fails with an error of ours at most', async () => {
    const part = fc.oneof(fc.jsonValue(), fc.constantFrom('..', '1/../../me', '', '__proto__'));
    const shape = fc.oneof(
      fc.jsonValue(),
      fc.record(
        { sender: fc.oneof(part, fc.record({ id: part })), message: part, timestamp: part },
        { requiredKeys: [] },
      ),
    );
    await fc.assert(
      fc.asyncProperty(shape, async (anything) => {
        const thrown: unknown = await Promise.resolve(
          work()(message({ value: anything }), createContext(30_000)),
        ).catch((error: unknown) => error);
        expect(thrown === undefined || thrown instanceof ConsumerError || thrown instanceof GraphError).toBe(true);
        for (const { recipientId } of sent()) expect(recipientId).toMatch(/^\d+$/);
      }),
      { numRuns: 200, examples: [[{ sender: { id: PERSON } }], [null], [{ sender: { id: '1/../../me' } }]] },
    );
    expect(sent()).toContainEqual(ANSWER);
    for (const { path } of world.fake.calls) expect(path).toBe(`/${IDS.page}/messages`);
  });
});

it('no log line has anything of the message, the person or a secret', async () => {
  await hand();
  world.fake.fault = () => ({ answer: documented.service() });
  await hand(message({ id: 'other' }));
  nowMs += DAY_MS;
  await hand(message({ id: 'third' }));
  const shown = JSON.stringify(lines);
  expect(lines).toHaveLength(3);
  for (const secret of [PERSON, PLANTED, '4111', 'We read this', 'm_1', ...Object.values(SECRETS)])
    expect(shown).not.toContain(secret);
});

describe('the deployed function', () => {
  it('gets messages only, and what fails is kept', () => {
    expect(readProperties(template, 'AWS::Events::Rule')).toMatchObject({
      EventPattern: { source: ['meta.webhooks'], 'detail-type': ['page.messages'], detail: { kind: ['message'] } },
      Targets: [
        {
          Arn: arn(getId(template, 'AWS::Lambda::Function', 'AutoReply')),
          DeadLetterConfig: { Arn: arn(getId(template, 'AWS::SQS::Queue', 'AutoReply')) },
        },
      ],
    });
    expect(readProperties(template, 'AWS::Lambda::EventInvokeConfig')).toMatchObject({
      DestinationConfig: { OnFailure: { Destination: arn(getId(template, 'AWS::SQS::Queue', 'AutoReply')) } },
    });
  });

  it("may write its log, read the Page's token and no other secret, dead-letter, and use its table", () => {
    expect(listPermissions(template, 'AutoReply')).toEqual([
      [['logs:CreateLogStream', 'logs:PutLogEvents'], arn(getId(template, 'AWS::Logs::LogGroup', 'AutoReply'))],
      ['sqs:SendMessage', arn(getId(template, 'AWS::SQS::Queue', 'AutoReply'))],
      [
        ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
        arn(getId(template, 'AWS::DynamoDB::Table', 'AutoReply')),
      ],
      ['secretsmanager:GetSecretValue', TOKEN_ARN],
    ]);
  });

  it('is told where the token lies, and never the token', () => {
    expect(readProperties(template, 'AWS::Lambda::Function', 'AutoReply')).toMatchObject({
      Environment: {
        Variables: {
          TOKEN_SECRET_ARNS: JSON.stringify({ [IDS.page]: TOKEN_ARN }),
          REPLY_TEXT: 'We read this today.',
          IDEMPOTENCY_TABLE_NAME: ref(getId(template, 'AWS::DynamoDB::Table', 'AutoReply')),
        },
      },
    });
  });
});
