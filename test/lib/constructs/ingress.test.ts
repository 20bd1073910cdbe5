import { describe, expect, it } from '@jest/globals';
import { arn, readProperties, ref, listResources, synthesize } from '../synth.ts';

const template = synthesize();
const resources = listResources(template);
const getId = (type: string, idPrefix = ''): string =>
  Object.keys(resources).find((id) => resources[id]!.Type === type && id.startsWith(idPrefix))!;
const stage = readProperties(template, 'AWS::ApiGatewayV2::Stage');

describe('the HTTP API', () => {
  it('has the two routes of a webhook and no other', () => {
    const routes = Object.values(resources).filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Route');
    expect(routes.map(({ Properties }) => Properties['RouteKey']).toSorted()).toEqual([
      'GET /webhooks/{app}',
      'POST /webhooks/{app}',
    ]);
  });

  it('hands both to ingress in payload format 2.0', () => {
    expect(readProperties(template, 'AWS::ApiGatewayV2::Integration')).toMatchObject({
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: arn(getId('AWS::Lambda::Function', 'Ingress')),
      PayloadFormatVersion: '2.0',
    });
  });

  it('answers at its root, with the throttle that was configured', () => {
    expect(stage).toMatchObject({ StageName: '$default', AutoDeploy: true });
    expect(stage['DefaultRouteSettings']).toEqual({ ThrottlingBurstLimit: 1000, ThrottlingRateLimit: 500 });
    const slow = readProperties(synthesize({ throttle: { rateLimit: 5, burstLimit: 7 } }), 'AWS::ApiGatewayV2::Stage');
    expect(slow['DefaultRouteSettings']).toEqual({ ThrottlingBurstLimit: 7, ThrottlingRateLimit: 5 });
  });
});

describe('the access log', () => {
  const { DestinationArn, Format } = stage['AccessLogSettings'] as { DestinationArn: unknown; Format: string };
  const fields = Object.values(JSON.parse(Format) as Record<string, string>);

  it('goes to a log group of its own', () => {
    expect(DestinationArn).toEqual(arn(getId('AWS::Logs::LogGroup', 'IngressAccessLog')));
    // Outside of this prefix, API Gateway fills the one resource policy that an account has for such logs.
    expect(resources[getId('AWS::Logs::LogGroup', 'IngressAccessLog')]!.Properties['LogGroupName']).toBe(
      '/aws/vendedlogs/apigateway/MetaWebhooks',
    );
  });

  it('has what tells one request from another, as one line of JSON', () => {
    expect(Format).not.toContain('\n');
    expect(fields).toEqual(
      expect.arrayContaining([
        '$context.requestId',
        '$context.routeKey',
        '$context.status',
        '$context.responseLength',
        '$context.responseLatency',
        '$context.integrationErrorMessage',
      ]),
    );
  });

  it('never has the query string or a header, which carry the verify token and the signature', () => {
    // These are all of what API Gateway may log here; a new one has to be weighed before it is added.
    const harmless =
      /^\$context\.(requestId|requestTimeEpoch|routeKey|status|responseLength|responseLatency|integrationLatency|integrationErrorMessage|error\.responseType)$/;
    for (const field of fields) expect(field).toMatch(harmless);
  });
});

describe('the function ingress', () => {
  const { Environment, ...properties } = readProperties(template, 'AWS::Lambda::Function', 'Ingress');

  it('runs on Node 24 and arm64, 6 seconds at most, with a JSON log of its own', () => {
    expect(properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Timeout: 6,
      MemorySize: 512,
      LoggingConfig: {
        LogFormat: 'JSON',
        SystemLogLevel: 'WARN',
        LogGroup: ref(getId('AWS::Logs::LogGroup', 'IngressHandler')),
      },
    });
    expect(properties).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  it('has the memory and the concurrency that were configured', () => {
    const configured = synthesize({ ingress: { memorySize: 1024, reservedConcurrency: 40 } });
    expect(readProperties(configured, 'AWS::Lambda::Function', 'Ingress')).toMatchObject({
      MemorySize: 1024,
      ReservedConcurrentExecutions: 40,
    });
  });

  it('knows where secrets, queue and bucket are, and no secret', () => {
    expect(Environment).toEqual({
      Variables: {
        APP_SECRET_ARNS: { 'Fn::Join': ['', ['{"meta":"', ref('SecretMeta'), '"}']] },
        MUTUAL_TLS_APPS: '[]',
        QUEUE_URL: ref('DeliveryQueue'),
        BUCKET_NAME: ref('ArchiveBucket'),
        PREVIOUS_SECRET_SECONDS: '86400',
        METRICS_NAMESPACE: 'MetaWebhooks',
      },
    });
  });

  it('is told never to accept the previous secret when 0 hours are configured', () => {
    const { Environment: leaked } = readProperties(
      synthesize({ previousSecretGraceHours: 0 }),
      'AWS::Lambda::Function',
      'Ingress',
    );
    expect(leaked).toMatchObject({ Variables: { PREVIOUS_SECRET_SECONDS: '0' } });
  });

  it("with 20 apps of the longest keys still fits Lambda's 4 KB of environment", () => {
    const keys = Array.from({ length: 20 }, (_, index) => `${String.fromCharCode(97 + index)}${'a'.repeat(19)}`);
    const many = synthesize({ apps: Object.fromEntries(keys.map((key) => [key, {}])) });
    const { Environment: full } = readProperties(many, 'AWS::Lambda::Function', 'Ingress') as {
      Environment: { Variables: { APP_SECRET_ARNS: { 'Fn::Join': [string, (string | { Ref: string })[]] } } };
    };
    // An ARN as Secrets Manager makes it: the name is the logical id, 12 characters, and 7 more.
    const getArn = (id: string): string =>
      `arn:aws:secretsmanager:ap-southeast-1:123456789012:secret:${id}-${'x'.repeat(12)}-${'y'.repeat(6)}`;
    const text = full.Variables.APP_SECRET_ARNS['Fn::Join'][1]
      .map((part) => (typeof part === 'string' ? part : getArn(part.Ref)))
      .join('');
    expect(Object.keys(JSON.parse(text) as object)).toEqual(keys);
    expect(text.length).toBeLessThan(4096 - 600); // the other variables
  });
});

it('every log is kept as long as configured, and goes with the stack', () => {
  const logs = Object.values(listResources(synthesize({ logRetentionDays: 90 }))).filter(
    ({ Type }) => Type === 'AWS::Logs::LogGroup',
  );
  expect(logs).toHaveLength(3);
  for (const log of logs) expect(log).toMatchObject({ Properties: { RetentionInDays: 90 }, DeletionPolicy: 'Delete' });
});
