import { describe, expect, it } from '@jest/globals';
import { arn, readProperties, ref, listResources, synthesize } from '../synth.ts';

const template = synthesize();
const { Environment, ...properties } = readProperties(template, 'AWS::Lambda::Function', 'Worker');

describe('the function worker', () => {
  it('runs on Node 24 and arm64, a minute at most, with a JSON log of its own', () => {
    const resources = listResources(template);
    const log = Object.keys(resources).find((id) => id.startsWith('WorkerHandlerLog'))!;
    expect(properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Timeout: 60,
      MemorySize: 512,
      LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN', LogGroup: ref(log) },
    });
  });

  it('knows where everything is and how long a change is remembered', () => {
    expect(Environment).toEqual({
      Variables: {
        QUEUE_URL: ref('DeliveryQueue'),
        DEAD_LETTER_QUEUE_URL: ref('DeadLetterQueue'),
        CLAIM_TABLE_NAME: ref('ClaimTable'),
        EVENT_BUS_NAME: ref('EventBus'),
        BUCKET_NAME: ref('ArchiveBucket'),
        DEDUPE_WINDOW_SECONDS: '1900800', // 22 days
        ARCHIVE: 'on',
        BATCHED_CLAIMS: 'off',
        METRICS_NAMESPACE: 'MetaWebhooks',
      },
    });
  });

  it('is configured by memory, window and archive', () => {
    const configured = synthesize({ archiveDays: 0, dedupeWindowDays: 8, worker: { memorySize: 1769 } });
    expect(readProperties(configured, 'AWS::Lambda::Function', 'Worker')).toMatchObject({
      MemorySize: 1769,
      Environment: { Variables: { ARCHIVE: 'off', DEDUPE_WINDOW_SECONDS: '691200' } },
    });
  });
});

describe('how deliveries come to the worker', () => {
  const getSource = (from = template): unknown => readProperties(from, 'AWS::Lambda::EventSourceMapping');

  it('ten at a time and at once, ten batches side by side, failures reported one by one', () => {
    expect(getSource()).toMatchObject({
      EventSourceArn: arn('DeliveryQueue'),
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 0,
      ScalingConfig: { MaximumConcurrency: 5 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it('window and concurrency are configuration', () => {
    expect(getSource(synthesize({ worker: { batchWindowSeconds: 20, maxConcurrency: 200 } }))).toMatchObject({
      MaximumBatchingWindowInSeconds: 20,
      ScalingConfig: { MaximumConcurrency: 200 },
    });
  });
});
