import { withTimeoutsAndRetries } from '../../lambdas/aws/client-options.ts';
import { CliError } from '../errors/cli-error.ts';
import type { Clients, Where } from '../ports.ts';

/** People wait longer than Meta does. */
const REQUEST_MS = 15_000;
const TRIES = 3;

/**
 * Makes the clients as the AWS CLI would: `--region` before AWS_REGION before AWS_DEFAULT_REGION before the profile's,
 * AWS_ENDPOINT_URL in place of AWS. They are loaded here, so that `--help` does not wait for them.
 * @param environment - the process's
 * @throws {@link CliError} PROFILE_UNKNOWN
 */
export async function connect(
  { profile, region }: Where,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Clients> {
  const {
    CloudFormationClient,
    CloudWatchClient,
    DynamoDBClient,
    EventBridgeClient,
    S3Client,
    SecretsManagerClient,
    SQSClient,
  } = await loadSdk();
  await mustExist(profile ?? environment['AWS_PROFILE']);
  const { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL_SQS } = environment;
  const chosen = region ?? regionOf(environment);
  const common = { ...(profile !== undefined && { profile }), ...(chosen !== undefined && { region: chosen }) };
  const patient = { ...common, ...withTimeoutsAndRetries({ requestMs: REQUEST_MS, tries: TRIES }) };
  // An emulator's queue URLs name hosts that only it knows, and its buckets have none.
  const queues = { useQueueUrlAsEndpoint: !(AWS_ENDPOINT_URL ?? AWS_ENDPOINT_URL_SQS) };
  return {
    cloudFormation: new CloudFormationClient(patient),
    cloudWatch: new CloudWatchClient(patient),
    dynamoDb: new DynamoDBClient(patient),
    eventBridge: new EventBridgeClient(patient),
    secretsManager: new SecretsManagerClient(patient),
    s3: new S3Client({ ...patient, forcePathStyle: Boolean(AWS_ENDPOINT_URL ?? AWS_ENDPOINT_URL_S3) }),
    sqs: new SQSClient({ ...patient, ...queues }),
    sender: new SQSClient({ ...common, ...withTimeoutsAndRetries({ requestMs: REQUEST_MS, tries: 1 }), ...queues }),
  };
}

async function loadSdk() {
  const [cloudFormation, cloudWatch, dynamoDb, eventBridge, s3, secretsManager, sqs] = await Promise.all([
    import('@aws-sdk/client-cloudformation'),
    import('@aws-sdk/client-cloudwatch'),
    import('@aws-sdk/client-dynamodb'),
    import('@aws-sdk/client-eventbridge'),
    import('@aws-sdk/client-s3'),
    import('@aws-sdk/client-secrets-manager'),
    import('@aws-sdk/client-sqs'),
  ]);
  return { ...cloudFormation, ...cloudWatch, ...dynamoDb, ...eventBridge, ...s3, ...secretsManager, ...sqs };
}

/** The SDK does not know the second of these. */
function regionOf({
  AWS_REGION,
  AWS_DEFAULT_REGION,
}: Readonly<Record<string, string | undefined>>): string | undefined {
  return [AWS_REGION, AWS_DEFAULT_REGION].find((region) => region !== undefined && region !== '');
}

/** For a profile that is not there the SDK says only that there are no credentials. */
async function mustExist(profile: string | undefined): Promise<void> {
  if (profile === undefined || profile === '' || profile === 'default') return;
  const { loadSharedConfigFiles } = await import('@smithy/core/config');
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  if (configFile[profile] !== undefined || credentialsFile[profile] !== undefined) return;
  throw new CliError('PROFILE_UNKNOWN', {
    message: `there is no AWS profile ${profile} on this machine`,
    hint: 'aws configure list-profiles shows those there are; --profile or AWS_PROFILE names one',
  });
}
