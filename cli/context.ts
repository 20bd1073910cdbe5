import type { Command } from 'commander';
import { CliError, type ExitCode } from './errors/cli-error.ts';
import type { GlobalOptions } from './global-options.ts';
import { deliveryId } from './options/parse-value.ts';
import { createOutput, type Output } from './terminal/output.ts';
import type { Clients, CliPorts } from './ports.ts';
import { behindCallbackUrl, findStack, type ReceiverStack } from './aws/stack.ts';

/** Everything that a command needs, after the stack was found. */
export interface Context {
  readonly ports: CliPorts;
  readonly clients: Clients;
  readonly stack: ReceiverStack;
  readonly output: Output;
}

/** Connects to AWS, finds the stack, runs a command and records its exit code. */
export type Start = (command: Command, act: (context: Context) => Promise<ExitCode>) => Promise<void>;

/** Everything that a command needs that uses neither a stack nor AWS. */
export type OfflineContext = Pick<Context, 'ports' | 'output'>;

/** Everything that a command needs that connects only with some options. */
export interface OnDemandContext extends OfflineContext {
  /** Connects to AWS and finds the stack. */
  readonly withStack: (act: (context: Context) => Promise<ExitCode>) => Promise<ExitCode>;
  /** Connects to AWS without a stack. */
  readonly withClients: <Result>(act: (clients: Clients) => Promise<Result>) => Promise<Result>;
}

/** Runs a command that may not need AWS and records its exit code. */
export type OfflineRunner = (command: Command, act: (context: OfflineContext) => Promise<ExitCode>) => Promise<void>;

/** The two ways to run a command: with a stack, or offline. */
export interface Starts {
  readonly start: Start;
  readonly runOffline: OfflineRunner;
}

/** Creates {@link Starts}. */
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
  if (signal.aborted)
    throw new CliError('INTERRUPTED', { message: 'interrupted', hint: 'Nothing was changed. Run the command again.' });
}

/** Collects the values of an option that can be repeated. */
export function collect(value: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), value];
}

/** Collects the values of an option that takes a {@link deliveryId} and can be repeated. */
export function collectDeliveryIds(value: string, previous: readonly string[] | undefined): readonly string[] {
  return collect(deliveryId(value), previous);
}
