import { withTimeoutsAndRetries } from '../../lambdas/aws/client-options.ts';
import { CliError } from '../errors/cli-error.ts';
import type { Clients, AwsTarget } from '../ports.ts';

/** Longer than in the Lambda functions, because people wait longer than Meta does. */
const REQUEST_MS = 15_000;
const TRIES = 3;

/**
 * Creates the clients like the AWS CLI: `--region`, then AWS_REGION, then AWS_DEFAULT_REGION, then the region of the
 * profile; AWS_ENDPOINT_URL overrides the endpoint. Loads the SDK here, so that `--help` does not wait for it.
 * @param environment - the environment variables of the process
 * @throws {@link CliError} PROFILE_UNKNOWN
 */
export async function connect(
  { profile, region }: AwsTarget,
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
  } = await import('./client-classes.ts');
  await mustExist(profile ?? environment['AWS_PROFILE']);
  const { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL_SQS } = environment;
  const chosen = region ?? getRegion(environment);
  const common = { ...(profile !== undefined && { profile }), ...(chosen !== undefined && { region: chosen }) };
  const patient = { ...common, ...withTimeoutsAndRetries({ requestMs: REQUEST_MS, tries: TRIES }) };
  // Hosts in an emulator's queue URLs do not resolve here, and its buckets have no host names.
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

/** Reads the region from the environment. The SDK does not support AWS_DEFAULT_REGION. */
function getRegion({
  AWS_REGION,
  AWS_DEFAULT_REGION,
}: Readonly<Record<string, string | undefined>>): string | undefined {
  return [AWS_REGION, AWS_DEFAULT_REGION].find((region) => region !== undefined && region !== '');
}

/** Checks that the profile exists, because the SDK would only report missing credentials. */
async function mustExist(profile: string | undefined): Promise<void> {
  if (profile === undefined || profile === '' || profile === 'default') return;
  const { loadSharedConfigFiles } = await import('@smithy/core/config');
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  if (configFile[profile] !== undefined || credentialsFile[profile] !== undefined) return;
  throw new CliError('PROFILE_UNKNOWN', {
    message: `the AWS profile ${profile} does not exist on this machine`,
    hint: 'List the profiles with `aws configure list-profiles`, then set --profile or AWS_PROFILE.',
  });
}
