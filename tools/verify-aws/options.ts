import { parseArgs } from 'node:util';
import { newRunName, RUN_NAME } from './run-name.ts';
import { VerifyError } from './verify-error.ts';

/** What the user asked for. */
export interface Options {
  /** Name of the run and the beginning of the names of its stacks. A clean-up without `isNamed` does not use it. */
  readonly name: string;
  /** Whether the user gave the name. A clean-up is then only of this run. */
  readonly isNamed: boolean;
  /** Continue without a question. */
  readonly yes: boolean;
  readonly json: boolean;
  /** Delete what runs left or use at present, and deploy nothing. */
  readonly cleanUp: boolean;
  readonly help: boolean;
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
}

/** Text of `--help`. */
export const HELP = `Deploys a receiver under a temporary name, checks it on AWS, prints facts and
deletes it.

  npm run verify:aws -- [--yes] [--json] [--profile NAME] [--region NAME]
                        [--stack-name NAME]
  npm run verify:aws -- --clean-up [--yes] [--profile NAME] [--region NAME]
                        [--stack-name NAME]

  --yes         continue without a question
  --json        print the facts as JSON
  --clean-up    delete everything named MetaWebhooksVerify-…, also of a run that
                is under way (with --stack-name: only of this run)
  --stack-name  name of the run: MetaWebhooksVerify- followed by six lower-case
                letters or digits (default: random)
  --profile     AWS profile (default: AWS_PROFILE)
  --region      AWS region (default: AWS_REGION, AWS_DEFAULT_REGION, or the
                region of the profile)

The account must be bootstrapped for CDK in this region: npx cdk bootstrap`;

/**
 * Reads the command line.
 * @throws {@link VerifyError} USAGE
 */
export function readOptions(args: readonly string[]): Options {
  const { 'stack-name': stackName, 'clean-up': cleanUp = false, ...values } = parse(args);
  if (stackName !== undefined && !RUN_NAME.test(stackName)) {
    throw usage('--stack-name must be MetaWebhooksVerify- followed by six lower-case letters or digits');
  }
  const { yes = false, json = false, help = false, profile, region } = values;
  return {
    name: stackName ?? newRunName(),
    isNamed: stackName !== undefined,
    yes,
    json,
    cleanUp,
    help,
    profile,
    region,
  };
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        yes: { type: 'boolean' },
        json: { type: 'boolean' },
        'clean-up': { type: 'boolean' },
        'stack-name': { type: 'string' },
        profile: { type: 'string' },
        region: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
    return values;
  } catch (error) {
    throw usage(error instanceof Error ? error.message : String(error));
  }
}

const usage = (message: string): VerifyError =>
  new VerifyError('USAGE', { message, hint: 'See `npm run verify:aws -- --help`.' });
