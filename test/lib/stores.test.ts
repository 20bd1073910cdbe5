import { describe, expect, it } from '@jest/globals';
import { arn, listResources, synthesize } from './synth.ts';

const resources = listResources(synthesize());
const FOURTEEN_DAYS_SECONDS = 1_209_600;

describe('the queues', () => {
  it('keep a delivery for 14 days, encrypted', () => {
    for (const id of ['DeliveryQueue', 'DeadLetterQueue']) {
      expect(resources[id]!.Properties).toMatchObject({
        MessageRetentionPeriod: FOURTEEN_DAYS_SECONDS,
        MaximumMessageSize: 1_048_576,
        SqsManagedSseEnabled: true,
      });
    }
  });

  it("a delivery does not come back within six of the worker's time-outs, and is dead-lettered after twelve receives", () => {
    expect(resources['DeliveryQueue']!.Properties).toMatchObject({
      VisibilityTimeout: 360,
      RedrivePolicy: { deadLetterTargetArn: arn('DeadLetterQueue'), maxReceiveCount: 12 },
    });
  });
});

it('the claim table is paid per request, keyed by `pk`, forgets by `expiresAt` and has no backups', () => {
  expect(resources['ClaimTable']!.Properties).toEqual({
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
  });
});

describe('the bucket', () => {
  it('is private and encrypted', () => {
    expect(resources['ArchiveBucket']!.Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    });
    expect(resources['ArchiveBucket']!.Properties).not.toHaveProperty('VersioningConfiguration');
  });

  it.each([
    {
      rule: 'by default: archive 30 days, what events and messages point to 45',
      archiveDays: 30,
      deliveries: 30,
      references: 45,
    },
    {
      rule: 'a short archive does not shorten what events and messages point to',
      archiveDays: 1,
      deliveries: 1,
      references: 45,
    },
    { rule: 'a long archive lengthens it', archiveDays: 400, deliveries: 400, references: 400 },
    { rule: 'switched off, what was archived before still goes', archiveDays: 0, deliveries: 45, references: 45 },
  ])('forgets; $rule', ({ archiveDays, deliveries, references }) => {
    const { Properties } = listResources(synthesize({ archiveDays }))['ArchiveBucket']!;
    const { Rules } = Properties['LifecycleConfiguration'] as { Rules: unknown };
    expect(Rules).toEqual([
      { Id: 'deliveries', Status: 'Enabled', Prefix: 'deliveries/', ExpirationInDays: deliveries },
      { Id: 'oversize', Status: 'Enabled', Prefix: 'oversize/', ExpirationInDays: references },
      { Id: 'values', Status: 'Enabled', Prefix: 'values/', ExpirationInDays: references },
      { Id: 'unfinished', Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
    ]);
  });
});
