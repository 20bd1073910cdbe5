import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { Aws } from './connect-aws.ts';
import { VerifyError } from './verify-error.ts';

/** Where a run deploys. */
export interface Account {
  readonly id: string;
  readonly region: string;
  /** Bucket that the CDK publishes assets to. */
  readonly assetBucket: string;
}

const BOOTSTRAP_STACK = 'CDKToolkit';

/**
 * Reads account and region from the stack of `cdk bootstrap`, which a deployment needs anyway.
 * @throws {@link VerifyError} NO_REGION | NO_CREDENTIALS | NOT_BOOTSTRAPPED
 */
export async function findAccount(aws: Pick<Aws, 'cloudFormation'>): Promise<Account> {
  const region = await readRegion(aws.cloudFormation.config.region);
  const stack = await readBootstrapStack(aws, region);
  const id = stack?.StackId?.split(':')[4];
  const assetBucket = stack?.Outputs?.find(({ OutputKey }) => OutputKey === 'BucketName')?.OutputValue;
  if (id === undefined || assetBucket === undefined) throw notBootstrapped(region);
  return { id, region, assetBucket };
}

async function readBootstrapStack({ cloudFormation }: Pick<Aws, 'cloudFormation'>, region: string) {
  try {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: BOOTSTRAP_STACK }));
    return Stacks?.[0];
  } catch (error) {
    const name = Error.isError(error) ? error.name : '';
    // CloudFormation has no specific error code for a stack that does not exist.
    if (name === 'ValidationError') throw notBootstrapped(region);
    if (name !== 'CredentialsProviderError') throw error;
    throw new VerifyError('NO_CREDENTIALS', {
      message: 'no AWS credentials',
      hint: 'Set --profile or AWS_PROFILE, or sign in with `aws login` or `aws sso login`.',
    });
  }
}

async function readRegion(region: () => Promise<string>): Promise<string> {
  try {
    return await region();
  } catch {
    throw new VerifyError('NO_REGION', { message: 'no AWS region', hint: 'Set --region or AWS_REGION.' });
  }
}

const notBootstrapped = (region: string): VerifyError =>
  new VerifyError('NOT_BOOTSTRAPPED', {
    message: `this account is not bootstrapped for CDK in ${region}`,
    hint: 'Run `npx cdk bootstrap`, then try again.',
  });
