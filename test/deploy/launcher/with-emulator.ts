import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ACCOUNT, awsEnvironment, CDK, PATH, PROJECT, REGION } from './aws-environment.ts';
import { runChild } from './child-process.ts';
import { startEmulator, type Emulator } from './emulator.ts';
import { pythonVenv } from './python-venv.ts';

const PACKAGES = { requirements: join(import.meta.dirname, '../requirements.txt'), module: 'ministack' };

/** Somebody wants us to end. */
class Interrupted extends Error {
  readonly exitCode: number;

  constructor(name: 'SIGHUP' | 'SIGINT' | 'SIGTERM') {
    super(`ended by ${name}`);
    this.exitCode = 128 + constants.signals[name];
  }
}

/** What a run on the emulator works with. */
export interface EmulatorRun {
  readonly emulator: Emulator;
  /** A temporary folder. */
  readonly folder: string;
  /** File that takes each decision about a role's permissions. */
  readonly decisions: string;
  /** Aborts when somebody wants the run to end. */
  readonly signal: AbortSignal;
}

/** How {@link withEmulator} runs, and whom it tells what happens. */
export interface EmulatorRunOptions {
  /** Runs a step that takes some seconds, and tells what it is. */
  readonly step: <T>(name: string, work: () => Promise<T>) => Promise<T>;
  /** Port of the emulator, if it is free. @default - any free one */
  readonly port?: number | undefined;
  /** Called with the folder after a failure, before the folder is deleted. */
  readonly onFailure?: (folder: string) => void;
}

/**
 * Starts the emulator for the time of a task, with a bootstrapped account. Everything that was started or written is
 * gone afterwards, but for `.venv/`.
 * @returns the exit code; the message of a failure has been printed
 */
export async function withEmulator(
  task: (run: EmulatorRun) => Promise<void>,
  { onFailure, ...options }: EmulatorRunOptions,
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'meta-webhooks-aws-deploy-'));
  const signal = abortWhenInterrupted();
  try {
    await runOnEmulator(task, { ...options, folder, signal });
    return 0;
  } catch (error) {
    if (error instanceof Interrupted) return error.exitCode;
    console.error(error instanceof Error ? error.message : error);
    onFailure?.(folder);
    return 1;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function runOnEmulator(
  task: (run: EmulatorRun) => Promise<void>,
  { step, port, folder, signal }: EmulatorRunOptions & Pick<EmulatorRun, 'folder' | 'signal'>,
): Promise<void> {
  const log = join(folder, 'pip.log');
  const options = { name: 'making the Python environment', env: { ...process.env, PATH }, cwd: PROJECT, log };
  const python = await step('Python environment', async () => pythonVenv(PACKAGES, options, signal));
  const decisions = join(folder, 'iam-decisions.jsonl');
  const emulator = await step('emulator', async () =>
    startEmulator({ python, folder, path: PATH, decisions, port }, signal),
  );
  try {
    await step('cdk bootstrap', async () => bootstrap(emulator.endpoint, folder, signal));
    await task({ emulator, folder, decisions, signal });
  } finally {
    await emulator.stop();
  }
}

async function bootstrap(endpoint: string, folder: string, signal: AbortSignal): Promise<void> {
  const options = { name: 'cdk bootstrap', env: awsEnvironment(endpoint), cwd: folder, log: join(folder, 'cdk.log') };
  await runChild([process.execPath, CDK, 'bootstrap', `aws://${ACCOUNT}/${REGION}`, '--no-notices'], options, signal);
}

function abortWhenInterrupted(): AbortSignal {
  const stopping = new AbortController();
  for (const name of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      stopping.abort(new Interrupted(name));
    });
  }
  return stopping.signal;
}
