import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { CliError, type ExitCode } from './errors/cli-error.ts';
import { createOutput, type Output } from './terminal/output.ts';
import type { Clients, CliPorts } from './ports.ts';
import { behindCallbackUrl, findStack, type ReceiverStack } from './aws/stack.ts';

/** The options that every command has. */
export interface GlobalOptions {
  readonly stack: string;
  readonly profile?: string;
  readonly region?: string;
  readonly json?: boolean;
  readonly progress?: boolean;
  /** Of the commands that have it: takes the place of the stack's own. */
  readonly callbackUrl?: string;
}

/** What a command works with, once the stack is found. */
export interface Context {
  readonly ports: CliPorts;
  readonly clients: Clients;
  readonly stack: ReceiverStack;
  readonly output: Output;
}

/** Connects, finds the stack, runs a command and notes how it ended. */
export type Start = (command: Command, act: (context: Context) => Promise<ExitCode>) => Promise<void>;

/** What a command works with that needs no stack, nor AWS. */
export type OfflineContext = Pick<Context, 'ports' | 'output'>;

/** Runs a command that may not need AWS and notes how it ended. */
export type OfflineRunner = (command: Command, act: (context: OfflineContext) => Promise<ExitCode>) => Promise<void>;

/** The two ways to start. */
export interface Starts {
  readonly start: Start;
  readonly runOffline: OfflineRunner;
}

/** Makes {@link Starts}. */
export function createStarts(ports: CliPorts, end: (code: ExitCode) => void): Starts {
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

function createStart(ports: CliPorts, end: (code: ExitCode) => void): Start {
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
  if (signal.aborted) throw new CliError('INTERRUPTED', { message: 'interrupted', hint: 'nothing was changed' });
}

/** An option's value that is a whole number within bounds. */
export function wholeNumber(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

/** An option that may be given several times. */
export function collect(value: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), value];
}

const DELIVERY_ID = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|message:[\w-]{1,100})$/;

/** A deliveryId, or what stands for it where a dead letter has none. */
export function deliveryId(text: string): string {
  if (DELIVERY_ID.test(text)) return text;
  throw new InvalidArgumentError('It must be a deliveryId: a UUID in lower case.');
}

/** {@link deliveryId}, given several times. */
export function collectDeliveryIds(value: string, previous: readonly string[] | undefined): readonly string[] {
  return collect(deliveryId(value), previous);
}
