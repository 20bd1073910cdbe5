/**
 * `npm run test:deploy`: an emulator of AWS, the real CDK CLI on it, the tests of this folder against what came out.
 * Arguments go to Jest. Everything that it starts or writes is gone when it ends, but for `.venv/` and, after a
 * failure, the emulator's log.
 */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { CONFIGURATION } from './configuration.ts';
import { checkPermissions } from './launcher/check-permissions.ts';
import { runChild } from './launcher/child-process.ts';
import { startEmulator } from './launcher/emulator.ts';
import { keepFunctionLogs } from './launcher/function-logs.ts';
import { pythonVenv } from './launcher/python-venv.ts';
import { keepGrants } from './role-policies.ts';

const PROJECT = join(import.meta.dirname, '../..');
const PACKAGES = { requirements: join(import.meta.dirname, 'requirements.txt'), module: 'ministack' };
const CDK = join(PROJECT, 'node_modules/aws-cdk/bin/cdk');
const JEST = join(PROJECT, 'node_modules/jest/bin/jest.js');
const ACCOUNT = '000000000000';
const REGION = 'us-east-1';
const ARGUMENTS = process.argv.slice(2);
/** Whether the arguments pick no suites: those of a report do not. */
const RUNS_ALL = ARGUMENTS.every((argument) => /^--(json|outputFile=.*)$/.test(argument));
/** `node` is Lambda's Node there. */
const PATH = [join(PROJECT, 'node_modules/.bin'), process.env['PATH'] ?? ''].join(delimiter);

/** Somebody wants us to end. */
class Interrupted extends Error {
  readonly exitCode: number;

  constructor(name: 'SIGHUP' | 'SIGINT' | 'SIGTERM') {
    super(`ended by ${name}`);
    this.exitCode = 128 + constants.signals[name];
  }
}

const stopping = new AbortController();
for (const name of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    stopping.abort(new Interrupted(name));
  });
}
process.exitCode = await main(stopping.signal);

async function main(signal: AbortSignal): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'meta-webhooks-aws-deploy-'));
  try {
    await testDeployment(folder, signal);
    return 0;
  } catch (error) {
    if (error instanceof Interrupted) return error.exitCode;
    console.error(error instanceof Error ? error.message : error);
    keepLogs(folder);
    return 1;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function testDeployment(folder: string, signal: AbortSignal): Promise<void> {
  const pipLog = join(folder, 'pip.log');
  const options = { name: 'making the Python environment', env: { ...process.env, PATH }, cwd: PROJECT, log: pipLog };
  const python = await step('Python environment', async () => pythonVenv(PACKAGES, options, signal));
  const iamLog = { decisions: join(folder, 'iam-decisions.jsonl'), grants: join(folder, 'iam-grants.jsonl') };
  const emulator = await step('emulator', async () =>
    startEmulator({ python, folder, path: PATH, decisions: iamLog.decisions }, signal),
  );
  try {
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
  } finally {
    await emulator.stop();
  }
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
  const common = ['--output', join(folder, 'cdk.out'), '--no-notices', '--progress', 'events', ...context];
  const cdk = async (command: string, ...args: string[]): Promise<void> => {
    const options = { name: `cdk ${command}`, env, cwd: PROJECT, log: join(folder, 'cdk.log') };
    await runChild([process.execPath, CDK, command, ...args, ...common], options, signal);
  };
  await step('cdk bootstrap', async () => cdk('bootstrap', `aws://${ACCOUNT}/${REGION}`));
  await step('cdk deploy', async () =>
    cdk('deploy', 'MetaWebhooks', '--require-approval', 'never', '--outputs-file', outputs),
  );
}

/** The caller's environment, without anything that could lead to a real account. */
function awsEnvironment(endpoint: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(AWS|CDK)_|_proxy$/i.test(name));
  return {
    ...Object.fromEntries(kept),
    PATH,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: REGION,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CDK_DISABLE_VERSION_CHECK: 'true',
    // `npm run check:template` has the CDK check these templates once, and all their kinds.
    CDK_VALIDATION: 'false',
  };
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
