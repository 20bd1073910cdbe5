/**
 * `npm run test:deploy`: an emulator of AWS, the real CDK CLI on it, the tests of this folder against what came out.
 * Arguments go to Jest. Everything that it starts or writes is gone when it ends, but for `.venv/` and, after a
 * failure, the emulator's log.
 */
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIGURATION } from './configuration.ts';
import { awsEnvironment, CDK, PROJECT } from './launcher/aws-environment.ts';
import { checkPermissions } from './launcher/check-permissions.ts';
import { runChild } from './launcher/child-process.ts';
import { keepFunctionLogs } from './launcher/function-logs.ts';
import { withEmulator, type EmulatorRun } from './launcher/with-emulator.ts';
import { keepGrants } from './role-policies.ts';

const JEST = join(PROJECT, 'node_modules/jest/bin/jest.js');
const ARGUMENTS = process.argv.slice(2);
/** Whether the arguments pick no suites: those of a report do not. */
const RUNS_ALL = ARGUMENTS.every((argument) => /^--(json|outputFile=.*)$/.test(argument));

process.exitCode = await withEmulator(testDeployment, { step, onFailure: keepLogs });

async function testDeployment({ emulator, folder, decisions, signal }: EmulatorRun): Promise<void> {
  const iamLog = { decisions, grants: join(folder, 'iam-grants.jsonl') };
  const env = awsEnvironment(emulator.endpoint);
  const outputs = join(folder, 'outputs.json');
  await deployStack({ env, folder, outputs }, signal);
  await keepGrants(emulator.endpoint, iamLog.grants);
  const paths = {
    DEPLOY_TEST_OUTPUTS: outputs,
    DEPLOY_TEST_DECISIONS: iamLog.decisions,
    DEPLOY_TEST_GRANTS: iamLog.grants,
  };
  await runJest({ ...env, ...paths }, signal);
  console.error(`${await keepFunctionLogs(emulator.endpoint)} lines of log kept for npm run check:logs`);
  console.error(checkPermissions(iamLog, RUNS_ALL));
}

/** One file after the other: they share one deployment, and some take parts of it away for a while. */
async function runJest(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void> {
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const projects = process.env['TEST_TIER'] === 'nightly' ? ['deploy', 'nightly'] : ['deploy'];
  const jest = [JEST, '--selectProjects', ...projects, '--runInBand', ...ARGUMENTS];
  await runChild([process.execPath, ...flags, ...jest], { name: 'Jest', env, cwd: PROJECT }, signal);
}

interface Deployment {
  readonly env: NodeJS.ProcessEnv;
  readonly folder: string;
  /** File for the stack's outputs. */
  readonly outputs: string;
}

async function deployStack({ env, folder, outputs }: Deployment, signal: AbortSignal): Promise<void> {
  const context = ['--context', `metaWebhooks=${JSON.stringify(CONFIGURATION)}`];
  const output = ['--output', join(folder, 'cdk.out'), '--outputs-file', outputs];
  const flags = ['--require-approval', 'never', '--no-notices', '--progress', 'events'];
  const command = [process.execPath, CDK, 'deploy', 'MetaWebhooks', ...flags, ...output, ...context] as const;
  const options = { name: 'cdk deploy', env, cwd: PROJECT, log: join(folder, 'cdk.log') };
  await step('cdk deploy', async () => runChild(command, options, signal));
}

async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await work();
  console.error(`${name}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  return result;
}

/** Keeps what tells why it failed. */
function keepLogs(folder: string): void {
  mkdirSync(join(PROJECT, 'reports'), { recursive: true });
  for (const [name, kept] of [
    ['emulator.log', `emulator-${process.pid}.log`],
    ['iam-decisions.jsonl', `iam-decisions-${process.pid}.jsonl`],
    ['iam-grants.jsonl', `iam-grants-${process.pid}.jsonl`],
  ] as const) {
    if (!existsSync(join(folder, name))) continue;
    copyFileSync(join(folder, name), join(PROJECT, 'reports', kept));
    console.error(`${name}: reports/${kept}`);
  }
}
