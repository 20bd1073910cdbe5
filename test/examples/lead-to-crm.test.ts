import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { crmAt } from '../../examples/lead-to-crm/crm.ts';
import { leadToCrm } from '../../examples/lead-to-crm/handler.ts';
import { LeadToCrm } from '../../examples/lead-to-crm/stack.ts';
import { arn, propertiesOf, ref, resourcesOf, synthesiseWith } from '../lib/synth.ts';
import { createGraphClient } from '../../src/graph/client.ts';
import { bridgeEvent, contextOf } from '../support/bridge-event.ts';
import { graphTestPorts } from '../support/graph-under-test.ts';
import { startRecordingServer, type RecordedAnswer, type RecordingServer } from '../support/recording-server.ts';

/** As Meta documents it. @see https://developers.facebook.com/docs/marketing-api/guides/lead-ads/retrieving */
const LEAD = {
  id: '444444444444',
  form_id: '555555555555',
  field_data: [
    { name: 'full_name', values: ['Synthetic Person'] },
    { name: 'interests', values: ['cars', 'bikes'] },
  ],
};

let meta: RecordingServer;
let crm: RecordingServer;
let crmAnswers: RecordedAnswer;
let metaAnswers: RecordedAnswer;
beforeAll(async () => {
  meta = await startRecordingServer(() => metaAnswers);
  crm = await startRecordingServer(() => crmAnswers);
});
beforeEach(() => {
  meta.calls.length = 0;
  crm.calls.length = 0;
  metaAnswers = { status: 200, body: JSON.stringify(LEAD), type: 'application/json' };
  crmAnswers = { status: 201, body: '' };
});
afterAll(async () => {
  await Promise.all([meta.stop(), crm.stop()]);
});

const announced = bridgeEvent('page.leadgen', { value: { leadgen_id: LEAD.id, page_id: '1755847768034402' } });
const work = async (event = announced): Promise<unknown> => {
  const client = createGraphClient({ token: 'EAAsynthetic', baseUrl: meta.url, maxAttempts: 1 }, graphTestPorts());
  return leadToCrm({ graph: () => Promise.resolve(client), tellCrm: crmAt(`${crm.url}/leads`) })(event, contextOf(30_000));
};

describe('a lead', () => {
  it('is fetched by its id, and the CRM told its answers', async () => {
    await work();
    expect(meta.calls.map(({ method, path }) => [method, path])).toEqual([['GET', expect.stringMatching(/^\/v\d+\.0\/444444444444\?fields=form_id%2Cfield_data$/)]]);
    expect(crm.calls.map(({ method, path, body }) => [method, path, JSON.parse(body.toString()) as unknown])).toEqual([
      ['POST', '/leads', { id: '444444444444', form: '555555555555', answers: { full_name: 'Synthetic Person', interests: 'cars, bikes' } }],
    ]);
  });

  it('that the CRM did not take is an error, so that it is tried again', async () => {
    crmAnswers = { status: 503, body: '' };
    await expect(work()).rejects.toThrow('the CRM answered 503');
  });

  it('that Meta does not hand over is an error, and the CRM is told nothing', async () => {
    metaAnswers = { status: 400, body: '{"error":{"code":100,"error_subcode":33,"message":"gone"}}', type: 'application/json' };
    await expect(work()).rejects.toMatchObject({ code: 'OBJECT_UNKNOWN' });
    expect(crm.calls).toEqual([]);
  });

  it('without an id asks nobody', async () => {
    await expect(work(bridgeEvent('page.leadgen'))).rejects.toMatchObject({ code: 'VALUE_ABSENT' });
    expect([meta.calls, crm.calls]).toEqual([[], []]);
  });
});

describe('the deployed function', () => {
  const template = synthesiseWith((receiver) => new LeadToCrm(receiver, 'LeadToCrm', { crmUrl: 'https://crm.example.com/leads' }));
  const idOf = (type: string, prefix = 'LeadToCrm'): string => Object.entries(resourcesOf(template)).find(([id, { Type }]) => Type === type && id.startsWith(prefix))![0];

  it('gets every lead, and knows CRM, secret and table', () => {
    expect(propertiesOf(template, 'AWS::Events::Rule')).toMatchObject({ EventPattern: { 'detail-type': ['page.leadgen'] }, Targets: [{ Arn: arn(idOf('AWS::Lambda::Function')) }] });
    expect(propertiesOf(template, 'AWS::Lambda::Function', 'LeadToCrm')).toMatchObject({
      Environment: { Variables: { CRM_URL: 'https://crm.example.com/leads', SECRET_ARN: ref(idOf('AWS::SecretsManager::Secret')), ONCE_TABLE_NAME: ref(idOf('AWS::DynamoDB::Table')) } },
    });
  });

  it('may write its log, read its secret, bury, and use its table', () => {
    const { Statement } = propertiesOf(template, 'AWS::IAM::Policy', 'LeadToCrm')['PolicyDocument'] as { Statement: { Action: unknown; Resource: unknown }[] };
    expect(Statement.map(({ Action, Resource }) => [Action, Resource])).toEqual([
      [['logs:CreateLogStream', 'logs:PutLogEvents'], arn(idOf('AWS::Logs::LogGroup'))],
      ['secretsmanager:GetSecretValue', ref(idOf('AWS::SecretsManager::Secret'))],
      ['sqs:SendMessage', arn(idOf('AWS::SQS::Queue'))],
      [['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], arn(idOf('AWS::DynamoDB::Table'))],
    ]);
  });
});
