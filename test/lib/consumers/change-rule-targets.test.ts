import { describe, expect, it } from '@jest/globals';
import { CloudWatchLogGroup } from 'aws-cdk-lib/aws-events-targets';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Template } from 'aws-cdk-lib/assertions';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { codedErrorBy } from '../../support/harness/thrown.ts';
import { arn, listResources, readProperties, ref, synthStack } from '../synth.ts';

const URL = 'https://crm.example.com/leads';

describe('an https URL', () => {
  const receiver = synthStack();
  const { apiKeySecret } = receiver.onChange('Crm', { detailType: 'page.leadgen', target: URL });
  const template = Template.fromStack(receiver);
  const idOf = (type: string, prefix = ''): string =>
    Object.entries(listResources(template)).find(([id, { Type }]) => Type === type && id.startsWith(prefix))![0];

  it('gets POST requests', () => {
    expect(readProperties(template, 'AWS::Events::ApiDestination')).toMatchObject({
      InvocationEndpoint: URL,
      HttpMethod: 'POST',
      ConnectionArn: arn(idOf('AWS::Events::Connection')),
    });
  });

  it('gets a generated key, which the template does not contain', () => {
    const secret = idOf('AWS::SecretsManager::Secret', 'CrmHttpsKey');
    expect(readProperties(template, 'AWS::SecretsManager::Secret', 'CrmHttpsKey')).toMatchObject({
      GenerateSecretString: { ExcludePunctuation: true, PasswordLength: 48 },
    });
    expect(readProperties(template, 'AWS::Events::Connection')).toMatchObject({
      AuthorizationType: 'API_KEY',
      AuthParameters: {
        ApiKeyAuthParameters: {
          ApiKeyName: 'x-meta-webhooks-key',
          ApiKeyValue: { 'Fn::Join': ['', ['{{resolve:secretsmanager:', ref(secret), ':SecretString:::}}']] },
        },
      },
    });
    expect(receiver.resolve((apiKeySecret as ISecret).secretArn)).toEqual(ref(secret));
  });

  it('has the retries and dead letters of every target', () => {
    const [target] = readProperties(template, 'AWS::Events::Rule')['Targets'] as [unknown];
    expect(target).toMatchObject({
      Arn: arn(idOf('AWS::Events::ApiDestination')),
      DeadLetterConfig: { Arn: arn(idOf('AWS::SQS::Queue', 'CrmDeadLetters')) },
      RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
    });
  });

  it('can be called by the role of the rule, which can do nothing else', () => {
    const { PolicyDocument } = readProperties(template, 'AWS::IAM::Policy', 'CrmHttpsDestination');
    expect(PolicyDocument).toMatchObject({
      Statement: [
        {
          Action: 'events:InvokeApiDestination',
          Effect: 'Allow',
          Resource: arn(idOf('AWS::Events::ApiDestination')),
        },
      ],
    });
  });

  it.each([
    'http://crm.example.com',
    'crm.example.com',
    'https://user:secret@crm.example.com',
    'https://user:se/cret@crm.example.com',
    'https:user:secret@crm.example.com',
    '',
  ])('is not %j: the synthesis stops, without the credentials', (target) => {
    const error = codedErrorBy(() => synthStack().onChange('Crm', { detailType: 'page.leadgen', target }));
    expect(error).toMatchObject({ code: 'CONFIGURATION_INVALID', problems: [expect.stringContaining('https://')] });
    expect(String(error)).not.toMatch(/user:|cret@/);
  });

  it('has a key that is encrypted with the customer managed key, if there is one', () => {
    const encrypted = synthStack({ encryption: 'CUSTOMER_MANAGED' });
    encrypted.onChange('Crm', { detailType: 'page.leadgen', target: URL });
    expect(readProperties(Template.fromStack(encrypted), 'AWS::SecretsManager::Secret', 'CrmHttpsKey')).toMatchObject({
      KmsKeyId: arn('CustomerKey'),
    });
  });
});

describe('any other target of a rule', () => {
  const receiver = synthStack();
  const own = new Queue(receiver, 'Own');
  receiver.onChange('Log', {
    detailType: ['page.leadgen', 'page.ratings'],
    target: new CloudWatchLogGroup(new LogGroup(receiver, 'Changes')),
  });
  receiver.onChange('Kept', {
    detailType: 'page.feed',
    target: new CloudWatchLogGroup(new LogGroup(receiver, 'Feed'), { deadLetterQueue: own, retryAttempts: 3 }),
  });
  const template = Template.fromStack(receiver);
  const findRule = (prefix: string) => readProperties(template, 'AWS::Events::Rule', prefix);

  it('gets events of all its detail-types', () => {
    expect(findRule('LogRule')).toMatchObject({
      EventPattern: { 'detail-type': ['page.leadgen', 'page.ratings'] },
      Description: 'page.leadgen, page.ratings to Log',
    });
  });

  it('gets dead letters and retries', () => {
    expect(findRule('LogRule')['Targets']).toMatchObject([
      {
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [expect.stringMatching(/^LogDeadLetters/), 'Arn'] } },
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      },
    ]);
  });

  it('keeps its own', () => {
    expect(findRule('KeptRule')['Targets']).toMatchObject([
      {
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': [expect.stringMatching(/^Own/), 'Arn'] } },
        RetryPolicy: { MaximumRetryAttempts: 3 },
      },
    ]);
  });
});
