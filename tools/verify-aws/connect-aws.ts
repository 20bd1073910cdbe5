import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { withTimeoutsAndRetries } from '../../lambdas/aws/client-options.ts';
import { createJsonCaller, type CallJson } from './call-json.ts';
import { createLambdaCaller, type CallLambda } from './call-lambda.ts';

/** The clients of a run, and where they lead. */
export interface Aws {
  readonly cloudFormation: CloudFormationClient;
  readonly cloudWatch: CloudWatchClient;
  readonly dynamoDb: DynamoDBClient;
  readonly eventBridge: EventBridgeClient;
  readonly s3: S3Client;
  readonly secretsManager: SecretsManagerClient;
  readonly sqs: SQSClient;
  /** Calls CloudWatch Logs and KMS, for which this project has no SDK client. */
  readonly callJson: CallJson;
  /** Calls Lambda, for which this project has no SDK client. */
  readonly callLambda: CallLambda;
  /** Endpoint of an emulator, from AWS_ENDPOINT_URL; undefined on AWS. */
  readonly emulator: string | undefined;
}

const REQUEST_MS = 30_000;
const TRIES = 5;

/**
 * Creates the clients like the AWS CLI: from the environment and the profile.
 * @param emulator - endpoint of an emulator, e.g. `http://127.0.0.1:4566`
 */
export function connectAws(emulator: string | undefined): Aws {
  const options = withTimeoutsAndRetries({ requestMs: REQUEST_MS, tries: TRIES });
  const cloudFormation = new CloudFormationClient(options);
  const { credentials, region } = cloudFormation.config;
  const caller = { credentials, region, emulator };
  return {
    cloudFormation,
    cloudWatch: new CloudWatchClient(options),
    dynamoDb: new DynamoDBClient(options),
    eventBridge: new EventBridgeClient(options),
    secretsManager: new SecretsManagerClient(options),
    // An emulator's buckets have no host names, and the hosts in its queue URLs do not resolve.
    s3: new S3Client({ ...options, forcePathStyle: emulator !== undefined }),
    sqs: new SQSClient({ ...options, useQueueUrlAsEndpoint: emulator === undefined }),
    callJson: createJsonCaller(caller),
    callLambda: createLambdaCaller(caller),
    emulator,
  };
}
