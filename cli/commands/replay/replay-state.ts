import { open, readFile, unlink, type FileHandle } from 'node:fs/promises';
import { CliError } from '../../errors/cli-error.ts';
import type { FilterOptions } from '../../aws/delivery-filter.ts';

/** The plan of a run. It does not change, so that a resumed run does the same. */
export interface ReplayPlan {
  /** UUIDv7. */
  readonly runId: string;
  /** Set with --again. The same for every message of the run, also after --resume. */
  readonly nonce?: string;
  /** Start of the range in ISO 8601, included. */
  readonly from: string;
  /** End of the range in ISO 8601, not included. */
  readonly to: string;
  readonly filter: FilterOptions;
  readonly queueUrl: string;
  readonly bucket: string;
}

/** The progress of a run in a file: a line with the plan, then one line for each sent delivery. */
export interface ReplayState {
  readonly path: string;
  readonly plan: ReplayPlan;
  /** The original deliveryIds of the deliveries that were sent before. */
  readonly sent: ReadonlySet<string>;
  /** Resolves when the ids are written to disk. */
  record(deliveryIds: readonly string[]): Promise<void>;
  /** Removes the file. A crash before that leaves a file that says that the run has finished. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

const FORMAT = 'receiver-replay';
const VERSION = 1;
/** Only the owner needs to read the file. */
const OWNER_ONLY = 0o600;

/**
 * Creates the state file of a new run.
 * @throws {@link CliError} STATE_FILE if the file exists or cannot be created
 */
export async function createState(path: string, plan: ReplayPlan): Promise<ReplayState> {
  try {
    const file = await open(path, 'wx', OWNER_ONLY);
    await append(file, [{ format: FORMAT, version: VERSION, ...plan }]);
    return getState(path, plan, { file, sent: new Set() });
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw stateError(
      path,
      exists ? 'already exists' : 'cannot be created',
      exists
        ? `Continue the run with --resume ${path}, or choose another file with --state.`
        : 'Choose another file with --state.',
    );
  }
}

/**
 * Opens the state of a run that was interrupted.
 * @throws {@link CliError} STATE_FILE if it cannot be read, is not a state file, or its run has finished
 */
export async function resumeState(path: string): Promise<ReplayState> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined)
    throw stateError(path, 'cannot be read', 'Give the file name that the run printed when it started.');
  const [head, ...lines] = text.split('\n');
  const plan = readPlan(head ?? '');
  if (plan === undefined)
    throw stateError(path, 'is not the state of a replay', 'Give the file name that the run printed when it started.');
  const records = lines.map(readLine);
  if (records.some((record) => record.finished !== undefined))
    throw stateError(
      path,
      'belongs to a run that has finished',
      'Start a new run without --resume. This one has nothing left to send.',
    );
  const file = await open(path, 'a');
  // A crash may have truncated the last line.
  if (!text.endsWith('\n')) await file.appendFile('\n');
  return getState(path, plan, {
    file,
    sent: new Set(records.flatMap(({ sent }) => (sent === undefined ? [] : [sent]))),
  });
}

function getState(
  path: string,
  plan: ReplayPlan,
  { file, sent }: { readonly file: FileHandle; readonly sent: ReadonlySet<string> },
): ReplayState {
  return {
    path,
    plan,
    sent,
    record: async (deliveryIds) =>
      append(
        file,
        deliveryIds.map((id) => ({ sent: id })),
      ),
    finish: async () => {
      await append(file, [{ finished: true }]);
      await unlink(path);
    },
    close: async () => file.close(),
  };
}

async function append(file: FileHandle, lines: readonly object[]): Promise<void> {
  if (lines.length === 0) return;
  await file.appendFile(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  await file.datasync();
}

interface StateLine {
  readonly sent?: string;
  readonly finished?: boolean;
}

function readLine(line: string): StateLine {
  try {
    return JSON.parse(line) as StateLine;
  } catch {
    return {}; // a crash truncated the last line: that delivery is sent again
  }
}

function readPlan(line: string): ReplayPlan | undefined {
  const { format, version, ...plan } = readLine(line) as Partial<ReplayPlan> & {
    readonly format?: string;
    readonly version?: number;
  };
  return format === FORMAT && version === VERSION ? (plan as ReplayPlan) : undefined;
}

function stateError(path: string, what: string, hint: string): CliError {
  return new CliError('STATE_FILE', { message: `the state file ${path} ${what}`, hint });
}
