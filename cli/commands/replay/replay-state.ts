import { open, readFile, type FileHandle } from 'node:fs/promises';
import { CliError } from '../../errors/cli-error.ts';
import type { FilterOptions } from '../../aws/delivery-filter.ts';

/** What a run does; fixed when it begins, so that its continuation does the same. */
export interface ReplayPlan {
  /** UUIDv7. */
  readonly runId: string;
  /** Present with --again: the same for every message of the run, continuations included. */
  readonly nonce?: string;
  /** ISO 8601. */
  readonly from: string;
  /** ISO 8601, not included. */
  readonly to: string;
  readonly filter: FilterOptions;
  readonly queueUrl: string;
  readonly bucket: string;
}

/** How far a run is, in a file: a line with the plan, then one line for each delivery that was sent. */
export interface ReplayState {
  readonly path: string;
  readonly plan: ReplayPlan;
  /** The original deliveryIds of what was sent before. */
  readonly sent: ReadonlySet<string>;
  /** Resolves when it is on the disk. */
  record(deliveryIds: readonly string[]): Promise<void>;
  finish(): Promise<void>;
  close(): Promise<void>;
}

const FORMAT = 'receiver-replay';
const VERSION = 1;
/** Nobody else needs to know what was delivered. */
const OWNER_ONLY = 0o600;

/**
 * Begins a run.
 * @throws {@link CliError} STATE_FILE when there is such a file, or none can be made
 */
export async function createState(path: string, plan: ReplayPlan): Promise<ReplayState> {
  try {
    const file = await open(path, 'wx', OWNER_ONLY);
    await append(file, [{ format: FORMAT, version: VERSION, ...plan }]);
    return stateOf(path, plan, { file, sent: new Set() });
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw stateError(
      path,
      exists ? 'exists already' : 'cannot be made',
      exists
        ? `continue it with --resume ${path}, or name another file with --state`
        : 'name another file with --state',
    );
  }
}

/**
 * Opens the state of a run that was interrupted.
 * @throws {@link CliError} STATE_FILE when it cannot be read, is no such file, or says that the run is finished
 */
export async function resumeState(path: string): Promise<ReplayState> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) throw stateError(path, 'cannot be read', 'name the file that the run printed when it began');
  const [head, ...lines] = text.split('\n');
  const plan = readPlan(head ?? '');
  if (plan === undefined)
    throw stateError(path, 'is not the state of a replay', 'name the file that the run printed when it began');
  const records = lines.map(readLine);
  if (records.some((record) => record.finished !== undefined))
    throw stateError(
      path,
      'says that the run is finished',
      'there is nothing left to send; begin a new run without --resume',
    );
  const file = await open(path, 'a');
  // A crash may have cut the last line.
  if (!text.endsWith('\n')) await file.appendFile('\n');
  return stateOf(path, plan, {
    file,
    sent: new Set(records.flatMap(({ sent }) => (sent === undefined ? [] : [sent]))),
  });
}

function stateOf(
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
    finish: async () => append(file, [{ finished: true }]),
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
    return {}; // the last line, cut by a crash: that delivery is sent again
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
