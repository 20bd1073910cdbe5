import { parseArgs } from 'node:util';
import { hasCredentials, withoutCredentials } from '../src/text/credentials.ts';
import { isPrivateUrl } from '../src/text/loopback.ts';
import { npmVariable } from '../src/text/npm-variable.ts';
import { MAX_PORT, PORT_HINT, SettingError } from './settings.ts';
import { TUNNELS, type TunnelName } from './tunnel.ts';

/** Options of `npm start` and of `meta-webhooks dev`. */
export interface StartOptions {
  readonly help: boolean;
  readonly port: number | undefined;
  readonly tunnel: TunnelName | undefined;
  readonly forward: string | undefined;
}

/** The command line is wrong. The problem says what was given, the hint what is allowed. */
export class UsageError extends SettingError {}

/** The text of `npm start -- --help`. */
export const HELP = `Usage: npm start -- [options]

Runs the receiver on this machine, with a page that shows what arrives.

Options:
  --port <port>     port of the page and of the callback URL (default: PORT or
                    3000; 0 for any free port)
  --tunnel <name>   run a tunnel program that is installed, and show the public
                    callback URL: ${TUNNELS.join(', ')}
  --forward <url>   post each event to this URL, with retries
  --help            show this help

Environment: PORT, TUNNEL_PORT, META_APP_SECRET, META_VERIFY_TOKEN

Examples:
  npm start -- --port 4000
  npm start -- --tunnel cloudflared
  npm start -- --forward http://localhost:4000/hook
`;

/** The options that take a value. */
const WITH_VALUE = ['--port', '--tunnel', '--forward'];

/**
 * Refuses options that npm took for its own: without `--`, the receiver would start on the default port.
 * @throws {@link UsageError}
 */
export function refuseOptionsOfNpm(environment: Readonly<Record<string, string | undefined>>): void {
  if (environment['npm_lifecycle_event'] !== 'start') return;
  const kept = WITH_VALUE.find((flag) => environment[npmVariable(flag)] !== undefined);
  if (kept !== undefined)
    throw new UsageError(`npm kept ${kept} for itself`, `Write -- before it: \`npm start -- ${kept} <value>\`.`);
}

/**
 * Reads the command line.
 * @throws {@link UsageError}
 */
export function readOptions(args: readonly string[]): StartOptions {
  const { port, tunnel, forward, help = false } = parse(args);
  return {
    help,
    port: port === undefined ? undefined : parsePort(port),
    tunnel: toTunnel(tunnel),
    forward: forward === undefined ? undefined : parseForwardUrl(forward),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: false,
      options: {
        port: { type: 'string' },
        tunnel: { type: 'string' },
        forward: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split(/\. /);
    throw new UsageError(
      `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`,
      'Run `npm start -- --help` to list the options.',
    );
  }
}

/**
 * Parses the value of `--port`.
 * @throws {@link UsageError}
 */
export function parsePort(text: string): number {
  const port = Number(text);
  if (text !== '' && Number.isInteger(port) && port >= 0 && port <= MAX_PORT) return port;
  throw new UsageError(`--port is ${JSON.stringify(text)}`, PORT_HINT);
}

function toTunnel(text: string | undefined): TunnelName | undefined {
  const tunnel = TUNNELS.find((name) => name === text);
  if (tunnel !== undefined || text === undefined) return tunnel;
  throw new UsageError(`--tunnel is ${JSON.stringify(text)}`, `Use one of ${TUNNELS.join(', ')}.`);
}

/**
 * Parses the value of `--forward`.
 * @throws {@link UsageError}
 */
export function parseForwardUrl(text: string): string {
  const url = URL.parse(text);
  if (url !== null && isPrivateUrl(url) && !hasCredentials(url)) return url.href;
  throw new UsageError(
    `--forward is ${JSON.stringify(withoutCredentials(text))}`,
    'Use a URL of this machine or an https URL, without user and password: events contain message content.',
  );
}
