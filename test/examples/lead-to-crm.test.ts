import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { crmAt } from '../../examples/lead-to-crm/crm.ts';
import { leadToCrm } from '../../examples/lead-to-crm/handler.ts';
import { LeadToCrm } from '../../examples/lead-to-crm/stack.ts';
import { ConsumerError } from '../../lambdas/consumers/consumer-error.ts';
import { GraphError } from '../../src/graph/client/graph-error.ts';
import { arn, readProperties, ref, synthesizeWith } from '../lib/synth.ts';
import { bridgeEvent, createContext } from '../support/builders/bridge-event.ts';
import { startConsumerWorld, type ConsumerWorld } from '../support/harness/consumer-under-test.ts';
import { documented, refusals } from '../support/fakes/fake-graph-api-errors.ts';
import { IDS } from '../support/harness/graph-under-test.ts';
import { startRecordingServer, type RecordedAnswer, type RecordingServer } from '../support/fakes/recording-server.ts';
import { getId, listPermissions } from './statements.ts';

const TOKEN_ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:page-AbCdEf';
const template = synthesizeWith(
  (receiver) =>
    new LeadToCrm(receiver, 'LeadToCrm', {
      webhooks: receiver.webhooks,
      tokens: { [IDS.page]: TOKEN_ARN },
      crmUrl: 'https://crm.example.com/leads',
    }),
);

const LEAD = '4120700000000183';
const ANSWERS = [
  { name: 'full_name', values: ['Synthetic Person'] },
  { name: 'interests', values: ['cars', 'bikes'] },
];
const CHANGE = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

let world: ConsumerWorld;
let crm: RecordingServer;
let elsewhere: RecordingServer;
let crmAnswers: RecordedAnswer;
beforeAll(async () => {
  world = await startConsumerWorld(readProperties(template, 'AWS::DynamoDB::Table', 'LeadToCrm'));
  crm = await startRecordingServer(() => crmAnswers);
  elsewhere = await startRecordingServer(() => ({ status: 200, body: '' }));
});
beforeEach(async () => {
  await world.reset();
  world.fake.state.people.leads.set(LEAD, {
    pageId: IDS.page,
    formId: '870000000000001',
    adId: '870000000000003',
    answers: ANSWERS,
  });
  crm.calls.length = 0;
  crmAnswers = { status: 201, body: '' };
});
afterAll(async () => {
  await Promise.all([world.stop(), crm.stop(), elsewhere.stop()]);
});

const announced = (detail: object = {}) =>
  bridgeEvent('page.leadgen', {
    id: CHANGE,
    entryId: IDS.page,
    value: { leadgen_id: LEAD, page_id: IDS.page },
    ...detail,
  });
const work = () => leadToCrm({ graphs: world.graphs([IDS.page]), notifyCrm: crmAt(`${crm.url}/leads`) });
const hand = (event = announced()) => world.hand(work(), event);
const reported = () =>
  crm.calls.map(({ method, path, headers, body }) => [
    method,
    path,
    headers['idempotency-key'],
    JSON.parse(body.toString()) as unknown,
  ]);
const DESIRED = [
  'POST',
  '/leads',
  CHANGE,
  {
    id: LEAD,
    createdTime: '2026-11-03T16:09:08+0000',
    formId: '870000000000001',
    adId: '870000000000003',
    answers: ANSWERS,
  },
];

describe('a lead', () => {
  it("is fetched by its id, and the CRM told its answers, with the change's id as the key", async () => {
    await hand();
    expect(reported()).toEqual([DESIRED]);
  });

  it('is told once, however often the event comes', async () => {
    for (let time = 0; time < 3; time += 1) await hand();
    expect(reported()).toEqual([DESIRED]);
  });

  it('whose id came as a number is fetched anyway', async () => {
    await hand(announced({ value: { leadgen_id: Number(LEAD) } }));
    expect(reported()).toEqual([DESIRED]);
  });

  it.each([503, 429, 400])(
    'that the CRM did not take (%i) is an error, and the next try tells it again, with the same key',
    async (status) => {
      crmAnswers = { status, body: 'planted' };
      await expect(hand()).rejects.toThrow(new Error(`the CRM answered ${status}`));
      crmAnswers = { status: 201, body: '' };
      await hand();
      expect(reported()).toEqual([DESIRED, DESIRED]);
    },
  );

  it('goes to no other place than the owner said', async () => {
    crmAnswers = { status: 307, body: '', headers: { location: elsewhere.url } };
    await expect(hand()).rejects.toThrow();
    expect([crm.calls.length, elsewhere.calls]).toEqual([1, []]);
  });

  it.each([
    { rule: 'that Meta does not know', refusal: refusals.object('GET', LEAD), code: 'OBJECT_UNKNOWN' },
    { rule: 'that Meta does not hand over', refusal: documented.permission(), code: 'PERMISSION_MISSING' },
  ])('$rule is an error, and the CRM is told nothing', async ({ refusal, code }) => {
    world.fake.failNext({ answer: refusal });
    await expect(hand()).rejects.toMatchObject({ code });
    expect(crm.calls).toEqual([]);
  });

  it.each([
    { rule: 'without a value', detail: { value: undefined }, code: 'MISSING_VALUE' },
    { rule: 'of a Page whose token we were not given', detail: { entryId: '104000000000099' }, code: 'MISSING_TOKEN' },
  ])('$rule asks nobody, and is an error: a lead is not dropped', async ({ detail, code }) => {
    await expect(hand(announced(detail))).rejects.toMatchObject({ code });
    expect([world.fake.calls, crm.calls]).toEqual([[], []]);
  });

  it('of any other shape is an error of ours, and asks Meta for nothing but a lead', async () => {
    const id = fc.oneof(
      fc.jsonValue(),
      fc.constant({ toString: '' }),
      fc.constantFrom('..', '1/../../me', 'me?fields=x', ''),
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.record({ leadgen_id: id }), fc.constant({})), async (value) => {
        const thrown: unknown = await Promise.resolve(work()(announced({ value }), createContext(30_000))).catch(
          (error: unknown) => error,
        );
        expect(thrown instanceof ConsumerError || thrown instanceof GraphError).toBe(true);
      }),
      { numRuns: 100 },
    );
    for (const { path } of world.fake.calls) expect(path).toMatch(/^\/\d+$/);
    expect(crm.calls).toEqual([]);
  });
});

describe('the deployed function', () => {
  it("gets every lead, knows CRM, token's place and table; what fails is kept", () => {
    expect(readProperties(template, 'AWS::Events::Rule')).toMatchObject({
      EventPattern: { source: ['meta.webhooks'], 'detail-type': ['page.leadgen'] },
      Targets: [
        {
          Arn: arn(getId(template, 'AWS::Lambda::Function', 'LeadToCrm')),
          DeadLetterConfig: { Arn: arn(getId(template, 'AWS::SQS::Queue', 'LeadToCrm')) },
        },
      ],
    });
    expect(readProperties(template, 'AWS::Lambda::Function', 'LeadToCrm')).toMatchObject({
      Environment: {
        Variables: {
          CRM_URL: 'https://crm.example.com/leads',
          TOKEN_SECRET_ARNS: JSON.stringify({ [IDS.page]: TOKEN_ARN }),
          IDEMPOTENCY_TABLE_NAME: ref(getId(template, 'AWS::DynamoDB::Table', 'LeadToCrm')),
        },
      },
    });
  });

  it('may write its log, read that token and no other secret, dead-letter, and use its table', () => {
    expect(listPermissions(template, 'LeadToCrm')).toEqual([
      [['logs:CreateLogStream', 'logs:PutLogEvents'], arn(getId(template, 'AWS::Logs::LogGroup', 'LeadToCrm'))],
      ['sqs:SendMessage', arn(getId(template, 'AWS::SQS::Queue', 'LeadToCrm'))],
      [
        ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
        arn(getId(template, 'AWS::DynamoDB::Table', 'LeadToCrm')),
      ],
      ['secretsmanager:GetSecretValue', TOKEN_ARN],
    ]);
  });
});
