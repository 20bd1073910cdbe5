import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { CliError, type ExitCode } from './errors/cli-error.ts';
import { createOutput, type Output } from './terminal/output.ts';
import type { Clients, CliPorts } from './ports.ts';
import { behindCallbackUrl, findStack, type ReceiverStack } from './aws/stack.ts';

/** Options that every command accepts. */
export interface GlobalOptions {
  readonly stack: string;
  readonly profile?: string;
  readonly region?: string;
  readonly json?: boolean;
  readonly progress?: boolean;
  /** Replaces the stack's own callback URL, in the commands that accept it. */
  readonly callbackUrl?: string;
}

/** Everything that a command needs, after the stack was found. */
export interface Context {
  readonly ports: CliPorts;
  readonly clients: Clients;
  readonly stack: ReceiverStack;
  readonly output: Output;
}

/** Connects to AWS, finds the stack, runs a command and records its exit code. */
export type CommandRunner = (command: Command, act: (context: Context) => Promise<ExitCode>) => Promise<void>;

/** Everything that a command needs that uses neither a stack nor AWS. */
export type OfflineContext = Pick<Context, 'ports' | 'output'>;

/** Runs a command that may not need AWS and records its exit code. */
export type OfflineRunner = (command: Command, act: (context: OfflineContext) => Promise<ExitCode>) => Promise<void>;

/** The two ways to run a command: with a stack, or offline. */
export interface CommandRunners {
  readonly start: CommandRunner;
  readonly runOffline: OfflineRunner;
}

/** Creates {@link Starts}. */
export function createStarts(ports: CliPorts, end: (code: ExitCode) => void): CommandRunners {
  return { start: createStart(ports, end), runOffline: createOfflineRunner(ports, end) };
}

function createOfflineRunner(ports: CliPorts, end: (code: ExitCode) => void): OfflineRunner {
  return async (command, act) => {
    const output = createOutput(ports, command.optsWithGlobals<GlobalOptions>());
    try {
      end(await act({ ports, output }));
    } finally {
      output.endProgress();
    }
  };
}

function createStart(ports: CliPorts, end: (code: ExitCode) => void): CommandRunner {
  return async (command, act) => {
    const options = command.optsWithGlobals<GlobalOptions>();
    const output = createOutput(ports, options);
    const clients = await ports.connect(options);
    try {
      const stack = behindCallbackUrl(await findStack(clients.cloudFormation, options.stack), options.callbackUrl);
      end(await act({ ports, clients, stack, output }));
    } finally {
      output.endProgress();
      for (const client of Object.values(clients) as { destroy(): void }[]) client.destroy();
    }
  };
}

/** Throws if Ctrl-C was pressed. */
export function throwIfInterrupted({ signal }: Pick<CliPorts, 'signal'>): void {
  if (signal.aborted)
    throw new CliError('INTERRUPTED', { message: 'interrupted', hint: 'Nothing was changed. Run the command again.' });
}

/** Parses an option's value as a whole number between two bounds. */
export function wholeNumber(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

/** Collects the values of an option that can be repeated. */
export function collect(value: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), value];
}

const DELIVERY_ID = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|message:[\w-]{1,100})$/;

/** Parses a deliveryId, or the `message:<id>` that stands in for it if a dead letter has no deliveryId. */
export function deliveryId(text: string): string {
  if (DELIVERY_ID.test(text)) return text;
  throw new InvalidArgumentError('It must be a deliveryId: a lowercase UUID.');
}

/** Collects the values of an option that takes a {@link deliveryId} and can be repeated. */
export function collectDeliveryIds(value: string, previous: readonly string[] | undefined): readonly string[] {
  return collect(deliveryId(value), previous);
}
