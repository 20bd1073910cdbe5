import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from './estimate-cost.ts';
import { runCommand } from './run-command.ts';
import { RUN_TAG } from './run-name.ts';
import type { Verification } from './verification.ts';

/** Keys of a deployment's configuration that differ between the deployments of a run. */
export interface Deployment {
  readonly encryption: 'AWS_OWNED' | 'CUSTOMER_MANAGED';
}

const PROJECT = join(import.meta.dirname, '../..');
const CDK = join(PROJECT, 'node_modules/aws-cdk/bin/cdk');
/** Low, so that a short burst exceeds it. Requests a second, and requests at once. */
export const THROTTLE = { rateLimit: 20, burstLimit: 20 } as const;

const assembly = ({ folder }: Verification, { encryption }: Deployment): string => join(folder, encryption);

/**
 * Synthesizes both stacks; calls nothing of AWS.
 * @returns their templates
 */
export async function synthesizeStacks(run: Verification, deployment: Deployment): Promise<readonly Template[]> {
  const configuration = { ...deployment, terminationProtection: false, logRetentionDays: 1, throttle: THROTTLE };
  const context = { verifyName: run.name, verifyTag: RUN_TAG, metaWebhooks: JSON.stringify(configuration) };
  const out = assembly(run, deployment);
  const flags = Object.entries(context).flatMap(([key, value]) => ['--context', `${key}=${value}`]);
  const app = ['--app', `"${process.execPath}" bin/verify-aws-app.ts`, '--output', out];
  await cdk(run, ['synth', '--all', '--quiet', '--no-lookups', ...app, ...flags]);
  return stackNames(run).map(
    (stack) => JSON.parse(readFileSync(join(out, `${stack}.template.json`), 'utf8')) as Template,
  );
}

/** Names of the stacks of a run. */
const stackNames = ({ name }: Verification): readonly string[] => [name, `${name}-Monitoring`];

/** Whether the monitoring stack is part of the run: an emulator lacks too many of its resource types. */
export const hasMonitoring = ({ aws }: Verification): boolean => aws.emulator === undefined;

/** Deploys what {@link synthesizeStacks} made. */
export async function deployStacks(run: Verification, deployment: Deployment): Promise<void> {
  const stacks = hasMonitoring(run) ? stackNames(run) : [run.name];
  const flags = ['--require-approval', 'never', '--progress', 'events', '--exclusively'];
  await cdk(run, ['deploy', ...stacks, ...flags, '--app', assembly(run, deployment)]);
}

async function cdk({ folder, signal }: Verification, args: readonly string[]): Promise<void> {
  const env = { ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true', CDK_DISABLE_VERSION_CHECK: 'true' };
  const name = `cdk ${args[0] ?? ''}`;
  await runCommand({
    name,
    args: [CDK, ...args, '--no-notices'],
    env,
    cwd: PROJECT,
    log: join(folder, 'cdk.log'),
    signal,
  });
}
