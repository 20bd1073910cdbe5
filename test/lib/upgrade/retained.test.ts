import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { EVERYTHING_ON } from '../everything-on.ts';
import { PROJECT, listResources, synthesize } from '../synth.ts';

/**
 * What CloudFormation needs to import a resource.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-import-supported-resources.html (2026-11)
 */
const IDENTIFIER: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::KMS::Key': 'KeyId',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SQS::Queue': 'QueueUrl',
  'AWS::SecretsManager::Secret': 'Id',
};

const runbook = readFileSync(join(PROJECT, 'docs/runbook.md'), 'utf8');
/** The text of a procedure or alarm. */
const section = (title: string): string => runbook.split(`\n## ${title}\n`)[1]!.split('\n## ')[0]!;
const takeBack = section('Take back retained resources');
const mapping = JSON.parse(/```json\n([^`]+)```/.exec(takeBack)![1]!) as Record<string, Record<string, string>>;

const retained = Object.entries(listResources(synthesize(EVERYTHING_ON))).filter(
  ([, { UpdateReplacePolicy }]) => UpdateReplacePolicy === 'Retain',
);
/** Of an app: the runbook shows that of `meta`. Of a consumer: its logical id has a hash, the runbook shows a way. */
const OF_MANY = /^(Secret(?!Meta$).*|.+DeadLetters[0-9A-F]{8})$/;

describe('the runbook takes back', () => {
  it('every resource that CloudFormation retains, by what CloudFormation knows it by', () => {
    const named = retained.filter(([id]) => !OF_MANY.test(id));
    expect(Object.fromEntries(Object.entries(mapping).map(([id, by]) => [id, Object.keys(by)]))).toEqual(
      Object.fromEntries(named.map(([id, { Type }]) => [id, [IDENTIFIER[Type]]])),
    );
  });

  it('nothing that CloudFormation cannot import', () => {
    expect(retained.filter(([, { Type }]) => !(Type in IDENTIFIER))).toEqual([]);
  });

  it('by the command that imports, before the one that deploys', () => {
    expect(takeBack).toMatch(/npx cdk import MetaWebhooks --resource-mapping import\.json[^]+npx cdk deploy --all/);
  });
});

describe('the runbook has', () => {
  it('the deployment that reads the names again when the pipeline was deployed anew', () => {
    expect(section('Deploy')).toContain('npx cdk deploy MetaWebhooksMonitoring --force');
  });

  it('the rules that keep the bus from being deleted, before the stack is destroyed', () => {
    expect(section('Delete everything')).toMatch(/listen --clean-up[^]+npx cdk destroy --all/);
  });

  it('the meaning of AccessDenied for an object that expired', () => {
    expect(section('dead-letters')).toContain('S3 responds 403, not 404');
  });
});
