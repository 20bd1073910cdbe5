import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { newId } from '../lambdas/aws/new-id.ts';
import { askSecret } from './options/ask-secret.ts';
import { choose, confirm } from './options/choose.ts';
import { connect } from './aws/connect.ts';
import { readLocalAppSecret } from './options/local-app-secret.ts';
import { OUTPUT_CLOSED, type CliPorts } from './ports.ts';

/** Creates the ports of a real process. The first Ctrl-C stops gracefully, the second one ends the process. */
export function processPorts(): CliPorts {
  const interrupted = new AbortController();
  const interrupt = (): void => {
    interrupted.abort();
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  let closed = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The reader is gone, as in `receiver … | head`.
    if (error.code !== 'EPIPE') throw error;
    closed = true;
    interrupted.abort(OUTPUT_CLOSED);
  });
  return {
    out: (text) => {
      if (!closed) process.stdout.write(text);
    },
    err: (text) => {
      process.stderr.write(text);
    },
    inIsTerminal: process.stdin.isTTY && process.stderr.isTTY,
    outIsTerminal: process.stdout.isTTY,
    errIsTerminal: process.stderr.isTTY,
    columns: () => (process.stdout.isTTY ? process.stdout.columns : process.stderr.columns),
    now: Date.now,
    random: Math.random,
    newId,
    pause: async (ms, signal) => pause(ms, undefined, { signal }),
    pollSeconds: 1,
    signal: interrupted.signal,
    environment: process.env,
    fetch,
    readStdin: async () => buffer(process.stdin),
    askSecret: async (question) => askSecret(question, interrupted.signal),
    choose: async (question, items) => choose(question, items, interrupted.signal),
    confirm: async (question) => confirm(question, interrupted.signal),
    readLocalAppSecret: () => readLocalAppSecret(process.cwd()),
    connect: async (where) => connect(where, process.env),
  };
}
