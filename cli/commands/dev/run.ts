import { KeptSecretsError } from '../../../local/kept-secrets.ts';
import { SettingError } from '../../../local/settings.ts';
import type { TunnelName } from '../../../local/tunnel.ts';
import type { OfflineContext } from '../../context.ts';
import { CliError, type ExitCode } from '../../errors/cli-error.ts';
import { requirePackages } from './require-packages.ts';

/** The options of `dev`. */
export interface DevOptions {
  readonly port: number | undefined;
  readonly tunnel: TunnelName | undefined;
  readonly forward: string | undefined;
}

/** The embedded SQS, S3 and DynamoDB. They are large, so the package does not depend on them. */
const EMBEDDED_SERVICES = ['fauxqs', 'dynalite'] as const;

/**
 * Runs the receiver on this machine until Ctrl-C.
 * @throws {@link CliError} MISSING_PACKAGE | DEV_NOT_STARTED
 */
export async function dev({ ports, output }: OfflineContext, options: DevOptions): Promise<ExitCode> {
  requirePackages(EMBEDDED_SERVICES, import.meta.url);
  const { runUntilStopped } = await import('../../../local/run-until-stopped.ts');
  try {
    await runUntilStopped(options, {
      folder: process.cwd(),
      environment: ports.environment,
      print: (line) => {
        output.line(line);
      },
      stopped: aborted(ports.signal),
      started: ({ port, tunnelPort }) => {
        const page = `http://localhost:${port}`;
        output.document({ page, callbackUrl: `${page}/webhooks/meta`, forTunnels: `http://localhost:${tunnelPort}` });
      },
    });
  } catch (error) {
    throw explain(error);
  }
  return 0;
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  signal.addEventListener('abort', () => {
    resolve(undefined);
  });
  await promise;
}

function explain(error: unknown): unknown {
  if (!(error instanceof SettingError || error instanceof KeptSecretsError)) return error;
  const message = error instanceof SettingError ? error.problem : 'the receiver did not start';
  return new CliError('DEV_NOT_STARTED', { message, hint: error.hint }, { cause: error });
}
