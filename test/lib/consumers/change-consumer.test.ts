import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { App, Duration, Stage } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import { requireEsbuild } from '../../../lib/consumers/change-consumer.ts';
import { bridgeEvent, createContext } from '../../support/builders/bridge-event.ts';
import { codedErrorBy } from '../../support/harness/thrown.ts';
import { arn, below, listResources, PROJECT, ref, synthStack } from '../synth.ts';

const ENTRY = join(PROJECT, 'consumers/log-changes.ts');
const folder = mkdtempSync(join(tmpdir(), 'change-consumer-'));
const code = join(folder, 'code');
mkdirSync(code);
writeFileSync(join(code, 'index.mjs'), 'export const handler = async () => {};\n');
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const receiver = synthStack({ dedupeWindowDays: 30 });
const comments = receiver.addConsumer('Comments', {
  detailType: ['instagram.comments', 'instagram.mentions'],
  entry: ENTRY,
});
receiver.addConsumer('Leads', {
  detailType: 'page.leadgen',
  code,
  idempotency: false,
  largeValues: false,
  memorySize: 512,
  timeout: Duration.seconds(5),
  logRetention: RetentionDays.ONE_WEEK,
  environment: { CRM_URL: 'https://crm.example.com' },
  retryAttempts: 1,
});
const assembly = (Stage.of(receiver) as App).synth();
const template = Template.fromStack(receiver);
const readResource = (type: string, prefix: string): Readonly<Record<string, unknown>> =>
  Object.entries(listResources(template)).find(([id, { Type }]) => Type === type && id.startsWith(prefix))![1]
    .Properties;
/** Returns the ARN of a resource whose logical id matches. */
const arnOf = (id: RegExp): unknown => ({ 'Fn::GetAtt': [expect.stringMatching(id), 'Arn'] });
const statementsOf = (prefix: string): unknown[] =>
  Object.entries(listResources(template))
    .filter(([id, { Type }]) => Type === 'AWS::IAM::Policy' && id.startsWith(prefix))
    .flatMap(([, { Properties }]) => (Properties['PolicyDocument'] as { Statement: unknown[] }).Statement);

describe('a consumer of one file', () => {
  it('has Node.js 24 on arm64, 256 MB, 30 seconds and logs of a month', () => {
    expect(readResource('AWS::Lambda::Function', 'Comments')).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 256,
      Timeout: 30,
      LoggingConfig: { LogFormat: 'JSON' },
    });
    expect(readResource('AWS::Logs::LogGroup', 'Comments')).toMatchObject({ RetentionInDays: 30 });
  });

  it('gets the changes of its detail-types', () => {
    expect(readResource('AWS::Events::Rule', 'Comments')).toMatchObject({
      EventPattern: { source: ['meta.webhooks'], 'detail-type': ['instagram.comments', 'instagram.mentions'] },
    });
  });

  it('names what it made', () => {
    const table = receiver.resolve(comments.idempotencyTable?.tableName) as { Ref: string };
    expect(readResource('AWS::Lambda::Function', 'Comments')).toMatchObject({
      Environment: { Variables: { IDEMPOTENCY_TABLE_NAME: table, IDEMPOTENCY_WINDOW_SECONDS: '2592000' } },
    });
    expect(receiver.resolve(comments.function.functionName)).toEqual(
      ref(Object.keys(listResources(template)).find((id) => /^CommentsFunction\w{8}$/.test(id))!),
    );
    expect(receiver.resolve(comments.rule.ruleArn)).toEqual(arnOf(/^CommentsChangesRule/));
    expect(receiver.resolve(comments.deadLetterQueue.queueArn)).toEqual(arnOf(/^CommentsChangesDeadLetters/));
  });

  it('may write its log, use its table, send failures and read large values, and nothing else', () => {
    const table = (receiver.resolve(comments.idempotencyTable?.tableName) as { Ref: string }).Ref;
    expect(statementsOf('Comments')).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: arnOf(/^CommentsLog/),
      },
      { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arnOf(/^CommentsChangesDeadLetters/) },
      {
        Effect: 'Allow',
        Action: ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
        Resource: arn(table),
      },
      { Effect: 'Allow', Action: 's3:GetObject', Resource: below('ArchiveBucket', 'values/*') },
    ]);
    expect(JSON.stringify(readResource('AWS::IAM::Role', 'Comments'))).not.toContain('ManagedPolicyArns');
  });

  it('is bundled to one ES module that runs', async () => {
    const assets = readdirSync(assembly.directory).filter((name) => name.startsWith('asset.'));
    const file = assets
      .map((name) => join(assembly.directory, name, 'index.mjs'))
      .find((path) => existsSync(path) && readFileSync(path, 'utf8').includes('instagram.comments'))!;
    const { handler } = (await import(pathToFileURL(file).href)) as {
      handler: (event: unknown, context: unknown) => Promise<string>;
    };
    const printed = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    expect(await handler(bridgeEvent('page.leadgen'), createContext(30_000))).toBe('done');
    expect(printed.mock.calls.map(([line]) => JSON.parse(line as string) as unknown)).toEqual([
      expect.objectContaining({ message: 'change', detailType: 'page.leadgen' }),
    ]);
    printed.mockRestore();
  });

  it('has nothing that cdk-nag finds', () => {
    const { violations } = new AwsSolutionsChecks().validateScope(receiver);
    expect(violations.map(({ ruleName }) => ruleName)).toEqual([]);
  });
});

describe('a consumer with its own settings', () => {
  it('takes those of the function, and a folder of bundled code', () => {
    const { Handler, MemorySize, Timeout, Environment } = readResource('AWS::Lambda::Function', 'Leads');
    expect([Handler, MemorySize, Timeout]).toEqual(['index.handler', 512, 5]);
    expect(Environment).toEqual({ Variables: { CRM_URL: 'https://crm.example.com' } });
    expect(readResource('AWS::Logs::LogGroup', 'Leads')).toMatchObject({ RetentionInDays: 7 });
  });

  it('takes those of the rule, once for rule and function', () => {
    expect(readResource('AWS::Events::Rule', 'Leads')).toMatchObject({
      Targets: [{ RetryPolicy: { MaximumRetryAttempts: 1 } }],
    });
    expect(readResource('AWS::Lambda::EventInvokeConfig', 'Leads')).toMatchObject({
      MaximumRetryAttempts: 1,
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': [expect.stringMatching(/^LeadsChangesDead/), 'Arn'] } },
      },
    });
  });

  it('has no table without idempotency, and no right to read values without largeValues', () => {
    const actions = statementsOf('Leads').flatMap((statement) => (statement as { Action: string }).Action);
    expect(actions).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents', 'sqs:SendMessage']);
  });
});

describe('what cannot be bundled', () => {
  const [add, detailType] = [synthStack(), 'page.leadgen' as const];
  it.each([
    { what: 'neither entry nor code', props: {}, problem: 'needs either entry or code' },
    { what: 'both', props: { entry: ENTRY, code }, problem: 'needs either entry or code' },
    { what: 'a file that does not exist', props: { entry: 'consumers/none.ts' }, problem: 'no such file' },
  ])('$what stops the synthesis', ({ what, props, problem }) => {
    const addIt = (): unknown => add.addConsumer(what, { detailType, ...props });
    expect(codedErrorBy(addIt)).toMatchObject({
      code: 'CONFIGURATION_INVALID',
      problems: [expect.stringContaining(problem)],
    });
  });

  it('a file without esbuild stops it with the command that installs esbuild', () => {
    expect(
      codedErrorBy(() => {
        requireEsbuild(folder);
      }),
    ).toMatchObject({
      code: 'MISSING_ESBUILD',
      hint: expect.stringContaining('npm install --save-dev esbuild'),
    });
  });
});
