import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { toSafeCell } from '../src/text/terminal-safe.ts';
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
  /** Resolves when the program ends, with a sentence that says how. */
  readonly ended: Promise<string>;
  stop(): void;
}

/** The last output is kept, to find the URL and to say why the program ended. */
const MAX_OUTPUT_CHARACTERS = 20_000;
const MAX_LINE_CHARACTERS = 160;

/**
 * Runs a tunnel program that leads to the port for tunnels, which serves the callback URL and nothing else.
 * @throws {@link SettingError} if the program is not installed
 */
export async function startTunnel(name: TunnelName, port: number): Promise<Tunnel> {
  const { args, url: pattern } = PROGRAMS[name];
  const child = spawn(name, [...args(port)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const url = Promise.withResolvers<string>();
  url.promise.catch(() => undefined); // The caller awaits it, perhaps later.
  const output = readOutput(child, (text) => {
    const match = pattern.exec(text);
    if (match) url.resolve(match[1] ?? match[0]);
  });
  const ended = waitForEnd(child, name, output);
  void ended.then((sentence) => {
    const hint = `Run ${name} yourself to see more, or choose another tunnel: ${TUNNELS.join(', ')}.`;
    url.reject(new SettingError(sentence.replace(/\.$/, ''), hint));
  });
  try {
    await once(child, 'spawn');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new SettingError(`${name} is not installed`, `Install it, or choose another tunnel: ${TUNNELS.join(', ')}.`);
  }
  return {
    url: url.promise,
    ended,
    stop: () => {
      child.kill();
    },
  };
}

/** Passes the last output to `onText` each time that the program prints. @returns the function that returns it */
function readOutput(child: ChildProcess, onText: (text: string) => void): () => string {
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      output = `${output}${chunk.toString()}`.slice(-MAX_OUTPUT_CHARACTERS);
      onText(output);
    });
  return () => output;
}

async function waitForEnd(child: ChildProcess, name: string, output: () => string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  // `close` comes after the last output.
  child.once('close', (code, signal) => {
    const last = output().trim().split('\n').at(-1) ?? '';
    const how = code === null ? `was ended by ${String(signal)}` : `ended with exit code ${code}`;
    resolve(last === '' ? `${name} ${how}.` : `${name} ${how}: ${toSafeCell(last, MAX_LINE_CHARACTERS)}`);
  });
  return promise;
}
