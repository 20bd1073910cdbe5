import { beforeAll, describe, expect, it } from '@jest/globals';
import { SecretError } from '../../../src/pipeline/accept/app-secret.ts';
import { METRIC_LINES } from '../../../src/metrics/metric-lines.ts';
import { getMetrics } from '../../support/harness/emf-lines.ts';
import { NOW_MS, signedPost } from '../../support/builders/gateway-event.ts';
import { ingressUnderTest, versions } from '../../support/harness/ingress-under-test.ts';
import { example, NOT_WRITTEN_YET, recordedRun, watchedIn, type Watched } from './watched.ts';

/**
 * What AWS measures of a resource, and under which dimensions; of each dimension, whose name it is.
 * HTTP API: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 * Lambda: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 * SQS: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 * DynamoDB: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 * EventBridge: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 * (all 2026-11)
 */
const AWS_METRICS: readonly {
  namespace: string;
  dimensions: Readonly<Record<string, string>>;
  names: readonly string[];
}[] = [
  {
    namespace: 'AWS/ApiGateway',
    dimensions: { ApiId: 'AWS::ApiGatewayV2::Api' },
    names: ['4xx', '5xx', 'Count', 'IntegrationLatency', 'Latency', 'DataProcessed'],
  },
  {
    namespace: 'AWS/Lambda',
    dimensions: { FunctionName: 'AWS::Lambda::Function' },
    names: ['Invocations', 'Errors', 'Throttles', 'Duration', 'ConcurrentExecutions'],
  },
  {
    namespace: 'AWS/SQS',
    dimensions: { QueueName: 'AWS::SQS::Queue' },
    names: [
      'ApproximateAgeOfOldestMessage',
      'ApproximateNumberOfMessagesDelayed',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateNumberOfMessagesVisible',
      'NumberOfEmptyReceives',
      'NumberOfMessagesDeleted',
      'NumberOfMessagesReceived',
      'NumberOfMessagesSent',
      'SentMessageSize',
    ],
  },
  {
    namespace: 'AWS/DynamoDB',
    dimensions: { TableName: 'AWS::DynamoDB::Table' },
    names: ['ConsumedWriteCapacityUnits', 'WriteThrottleEvents', 'ConditionalCheckFailedRequests'],
  },
  {
    namespace: 'AWS/Events',
    dimensions: { EventBusName: 'AWS::Events::EventBus' },
    names: ['MatchedEvents', 'TriggeredRules', 'InvocationAttempts', 'SuccessfulInvocationAttempts', 'ThrottledRules'],
  },
  {
    namespace: 'AWS/Events',
    dimensions: { EventBusName: 'AWS::Events::EventBus', RuleName: 'AWS::Events::Rule' },
    names: [
      'MatchedEvents',
      'Invocations',
      'FailedInvocations',
      'InvocationsSentToDlq',
      'InvocationsFailedToBeSentToDlq',
    ],
  },
];

const mentionReplies = { accounts: { '17841405822304914': { app: 'meta' } }, answers: [{ message: 'Thank you!' }] };
const shown = example({ apps: { meta: {}, shop: {} }, storyInsights: true, mentionReplies });
const watched = watchedIn(shown);
const own: { namespace: string; name: string; dimensions: Readonly<Record<string, string>> }[] = [];

const listKeys = (dimensions: object): string => Object.keys(dimensions).sort().join();

beforeAll(async () => {
  // What the real functions wrote: the recorded run, every signer, and every way to have no secret.
  own.push(...(await recordedRun(shown)).store.metrics().filter(({ namespace }) => namespace === 'MetaWebhooks'));
  const secrets = { appSecret: 'a', instagramAppSecret: 'b', threadsAppSecret: 'c' };
  const before = { appSecret: 'd', instagramAppSecret: 'e', threadsAppSecret: 'f' };
  const all = { ...versions(secrets), currentSinceMs: NOW_MS, previous: versions(before).current };
  for (const app of ['meta', 'shop']) {
    const { ask, emf } = ingressUnderTest({ read: () => Promise.resolve(all) });
    for (const secret of ['a', 'b', 'c', 'd', 'e', 'f']) await ask(signedPost(Buffer.from('{}'), { secret, app }));
    own.push(...getMetrics(emf));
    for (const code of ['SECRET_MALFORMED', 'SECRET_UNAVAILABLE'] as const) {
      const secretless = ingressUnderTest({ read: () => Promise.reject(new SecretError(code, 'synthetic')) });
      await secretless.ask(signedPost(Buffer.from('{}'), { app }));
      own.push(...getMetrics(secretless.emf));
    }
  }
});

/** Metrics that filters make out of the access log. */
const filtered = Object.values(shown.monitoring.Resources)
  .filter(({ Type }) => Type === 'AWS::Logs::MetricFilter')
  .flatMap(
    ({ Properties }) => Properties['MetricTransformations'] as { MetricNamespace: string; MetricName: string }[],
  );

/** Why nobody emits this metric; undefined where somebody does. */
function findProblem({ namespace, name, dimensions }: Watched): string | undefined {
  if (namespace === 'MetaWebhooks') return ownProblem(name, dimensions);
  const known = AWS_METRICS.filter(
    (one) => one.namespace === namespace && listKeys(one.dimensions) === listKeys(dimensions),
  );
  const found = known.find(({ names }) => names.includes(name));
  if (!found) return `${namespace} has no ${name} by ${listKeys(dimensions)}`;
  const untrustedCaller = Object.entries(found.dimensions).find(
    ([dimension, type]) => shown.pipeline.Resources[dimensions[dimension] ?? '']?.Type !== type,
  );
  return untrustedCaller && `${String(dimensions[untrustedCaller[0]])} is no ${untrustedCaller[1]} of the pipeline`;
}

/** Of the app `shop`, which the recorded run does not have, the metrics are those of `meta`. */
function ownProblem(name: string, dimensions: Watched['dimensions']): string | undefined {
  if (listKeys(dimensions) === '')
    return filtered.some(({ MetricNamespace, MetricName }) => MetricNamespace === 'MetaWebhooks' && MetricName === name)
      ? undefined
      : `no filter makes ${name}`;
  const asMeta = dimensions['app'] === 'shop' ? { ...dimensions, app: 'meta' } : dimensions;
  const same = own.filter((metric) => metric.name === name && listKeys(metric.dimensions) === listKeys(dimensions));
  const matches = same.some((metric) =>
    Object.entries(asMeta).every(([key, value]) => value === undefined || metric.dimensions[key] === value),
  );
  return matches ? undefined : `no function writes ${name} by ${JSON.stringify(dimensions)}`;
}

describe('every alarm and every widget', () => {
  it('reads only metrics that the code wrote in a run, or that AWS measures of a resource of the pipeline', () => {
    const problems = watched.filter((metric) => findProblem(metric) !== undefined);
    expect(
      problems
        .filter(({ name }) => !NOT_WRITTEN_YET.includes(name))
        .map((metric) => [metric.where, findProblem(metric)]),
    ).toEqual([]);
    expect([...new Set(problems.map(({ name }) => name))].sort()).toEqual([...NOT_WRITTEN_YET].sort());
    expect(watched.length).toBeGreaterThan(80);
  });

  it('would be found out by a misspelt name, dimension or value', () => {
    const misspelt = (one: Watched): Watched[] => [
      { ...one, name: `${one.name}s` },
      ...Object.entries(one.dimensions).flatMap(([key, value]) => {
        const others = Object.fromEntries(Object.entries(one.dimensions).filter(([name]) => name !== key));
        const renamed = { ...one, dimensions: { ...others, [`${key}x`]: value } };
        // A search leaves one value open.
        return value === undefined ? [renamed] : [renamed, { ...one, dimensions: { ...others, [key]: `${value}x` } }];
      }),
    ];
    expect(watched.flatMap(misspelt).filter((metric) => findProblem(metric) === undefined)).toEqual([]);
  });
});

it('nothing is counted that nobody looks at', () => {
  const names = Object.values(METRIC_LINES).flatMap(({ metrics }) => Object.keys(metrics));
  const looked = new Set(watched.map(({ name }) => name));
  expect(names.filter((name) => !looked.has(name))).toEqual([]);
});
