import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { SettingError } from './settings.ts';

/** Programs that `--tunnel` can run. */
export const TUNNELS = ['cloudflared', 'ngrok', 'ssh', 'tailscale'] as const;
export type TunnelName = (typeof TUNNELS)[number];

interface TunnelProgram {
  readonly args: (port: number) => readonly string[];
  /** Matches the public URL in what the program prints. */
  readonly url: RegExp;
}

/**
 * How to start each program with the port for tunnels.
 * @see https://developers.cloudflare.com/cloudflare-one/networks/connectors/cloudflare-tunnel/do-more-with-tunnels/trycloudflare/
 * @see https://ngrok.com/docs/agent/cli/
 * @see https://localhost.run/docs/
 * @see https://tailscale.com/kb/1223/funnel
 */
const PROGRAMS: Readonly<Record<TunnelName, TunnelProgram>> = {
  cloudflared: {
    args: (port) => ['tunnel', '--no-autoupdate', '--url', `http://127.0.0.1:${port}`],
    url: /https:\/\/[a-z0-9-]+\.trycloudflare\.com/,
  },
  ngrok: {
    args: (port) => ['http', `127.0.0.1:${port}`, '--log', 'stdout', '--log-format', 'logfmt'],
    url: /url=(https:\/\/\S+)/,
  },
  ssh: {
    args: (port) => ['-T', '-o', 'ExitOnForwardFailure=yes', '-R', `80:127.0.0.1:${port}`, 'nokey@localhost.run'],
    url: /https:\/\/[a-z0-9-]+\.(?:lhr\.life|localhost\.run)/,
  },
  tailscale: { args: (port) => ['funnel', String(port)], url: /https:\/\/[a-z0-9.-]+\.ts\.net/ },
};

/** A running tunnel. */
export interface Tunnel {
  /** Resolves with the public URL, without a path. @throws SettingError if the program ends before it has one */
  readonly url: Promise<string>;
  stop(): void;
}

/** The program keeps its last lines for the error. */
const MAX_OUTPUT_CHARACTERS = 20_000;

/**
 * Runs a tunnel program that leads to the port for tunnels, which serves the callback URL and nothing else.
 * @throws {@link SettingError} if the program is not installed
 */
export async function startTunnel(name: TunnelName, port: number): Promise<Tunnel> {
  const { args, url } = PROGRAMS[name];
  const child = spawn(name, [...args(port)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const found = findUrl(child, url, name);
  found.catch(() => undefined); // The caller awaits it, perhaps later.
  try {
    await once(child, 'spawn');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new SettingError(`${name} is not installed. Install it, or choose another tunnel: ${TUNNELS.join(', ')}.`);
  }
  return {
    url: found,
    stop: () => {
      child.kill();
    },
  };
}

async function findUrl(child: ChildProcess, pattern: RegExp, name: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let output = '';
  const read = (chunk: Buffer): void => {
    output = `${output}${chunk.toString()}`.slice(-MAX_OUTPUT_CHARACTERS);
    const match = pattern.exec(output);
    if (match) resolve(match[1] ?? match[0]);
  };
  child.stdout?.on('data', read);
  child.stderr?.on('data', read);
  child.once('error', reject);
  child.once('exit', (code) => {
    const last = output.trim().split('\n').at(-1) ?? '';
    reject(new SettingError(`${name} ended with exit code ${String(code)}: ${last}`));
  });
  return promise;
}
