import { delimiter, join } from 'node:path';

/** Account of the emulator. */
export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';
export const PROJECT = join(import.meta.dirname, '../../..');
/** `node` is Lambda's Node there. */
export const PATH = [join(PROJECT, 'node_modules/.bin'), process.env['PATH'] ?? ''].join(delimiter);
/** The CDK CLI of this project. */
export const CDK = join(PROJECT, 'node_modules/aws-cdk/bin/cdk');

/** Variables that lead every AWS client and the CDK CLI to the emulator. */
export function emulatorVariables(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: REGION,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
}

/** The caller's environment, without anything that could lead to a real account. */
export function awsEnvironment(endpoint: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(AWS|CDK)_|_proxy$/i.test(name));
  return {
    ...Object.fromEntries(kept),
    PATH,
    ...emulatorVariables(endpoint),
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CDK_DISABLE_VERSION_CHECK: 'true',
    // `npm run check:template` has the CDK check these templates once, and all their kinds.
    CDK_VALIDATION: 'false',
  };
}
