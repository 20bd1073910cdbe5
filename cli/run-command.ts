import type { Context } from './context.ts';
import type { ExitCode } from './errors/cli-error.ts';
import type { AnyInput, CommandSpec } from './framework/define-command.ts';
import type { GlobalOptions } from './global-options.ts';
import type { Clients, CliPorts } from './ports.ts';
import { createOutput } from './terminal/output.ts';

/** The values of a command line. */
export interface CommandLine {
  readonly input: AnyInput;
  readonly globals: GlobalOptions;
  /** Runs another command line of the program. */
  readonly runLine: (args: readonly string[]) => Promise<ExitCode>;
}

/** Runs a command: connects to AWS if the command needs it, and disconnects when it ends. */
export async function runCommand(
  ports: CliPorts,
  command: CommandSpec,
  { input, globals, runLine }: CommandLine,
): Promise<ExitCode> {
  const output = createOutput(ports, globals);
  const withClients = async <Result>(act: (clients: Clients) => Promise<Result>): Promise<Result> =>
    connected(ports, globals, act);
  const withStack = async (act: (context: Context) => Promise<ExitCode>): Promise<ExitCode> =>
    withClients(async (clients) => {
      const { findReceiver } = await import('./aws/find-receiver.ts');
      const stack = await findReceiver(clients.cloudFormation, globals);
      const runCommand = async (args: readonly string[]): Promise<ExitCode> =>
        runLine([...args, ...toArguments(globals)]);
      return act({ ports, clients, stack, output, runCommand });
    });
  try {
    if (command.connects === 'stack') return await withStack(async (context) => command.run(context, input));
    return await command.run({ ports, output, withClients, withStack }, input);
  } finally {
    output.endProgress();
  }
}

async function connected<Result>(
  ports: CliPorts,
  globals: GlobalOptions,
  act: (clients: Clients) => Promise<Result>,
): Promise<Result> {
  const clients = await ports.connect(globals);
  try {
    return await act(clients);
  } finally {
    for (const client of Object.values(clients) as { destroy(): void }[]) client.destroy();
  }
}

/** Turns the global options back into arguments. */
function toArguments({ stack, receiver, profile, region, callbackUrl }: GlobalOptions): string[] {
  const options = { '--stack': stack, '--receiver': receiver, '--profile': profile, '--region': region };
  return Object.entries({ ...options, '--callback-url': callbackUrl }).flatMap(([flag, value]) =>
    value === undefined ? [] : [flag, value],
  );
}
