import { CliError, type ExitCode } from './errors/cli-error.ts';
import type { Output } from './terminal/output.ts';
import type { Clients, CliPorts } from './ports.ts';
import type { ReceiverStack } from './aws/stack.ts';

/** Everything that a command needs, after the stack was found. */
export interface Context {
  readonly ports: CliPorts;
  readonly clients: Clients;
  readonly stack: ReceiverStack;
  readonly output: Output;
  /**
   * Runs another command of this program, as if it was typed with the same global options. It prints its own results
   * and errors.
   * @param args - the command with its arguments
   */
  readonly runCommand: (args: readonly string[]) => Promise<ExitCode>;
}

/** Everything that a command needs that uses neither a stack nor AWS. */
export type OfflineContext = Pick<Context, 'output' | 'ports'>;

/** Everything that a command needs that connects only with some options. */
export interface OnDemandContext extends OfflineContext {
  /** Connects to AWS and finds the stack. */
  readonly withStack: (act: (context: Context) => Promise<ExitCode>) => Promise<ExitCode>;
  /** Connects to AWS without a stack. */
  readonly withClients: <Result>(act: (clients: Clients) => Promise<Result>) => Promise<Result>;
}

/** Throws if Ctrl-C was pressed. */
export function throwIfInterrupted({ signal }: Pick<CliPorts, 'signal'>): void {
  if (signal.aborted)
    throw new CliError('INTERRUPTED', { message: 'interrupted', hint: 'Run the command again. Nothing was changed.' });
}
