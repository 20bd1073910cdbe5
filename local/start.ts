import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { toSafeCell } from '../src/text/terminal-safe.ts';
import { consoleLog, readableLine } from './console-log.ts';
import { createConsumerRunner } from './consumers.ts';
import type { ConsumerRun } from './deliveries/consumer-runner.ts';
import type { KeptEvent } from './deliveries/kept-events.ts';
import { LOCAL_APP } from './local-ingress.ts';
import { startLocalRun, type LocalRun } from './local-run.ts';
import { HELP, readOptions, UsageError, type StartOptions } from './options.ts';
import { readSettings, SettingError, type Settings } from './settings.ts';
import { startTunnel } from './tunnel.ts';

/** Longer lines of a consumer's error are truncated. */
const MAX_ERROR_CHARACTERS = 160;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/**
 * The embedded services keep many small buffers for as long as the process runs. Without a pool, each keeps its own
 * bytes, and not the 64 KB of the pool that it was cut from.
 */
function keepSmallBuffersSmall(): void {
  Buffer.poolSize = 0;
}

async function main(): Promise<void> {
  keepSmallBuffersSmall();
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  const fromEnvironment = readSettings(process.env, () => randomBytes(16).toString('hex'));
  const settings = { ...fromEnvironment, port: options.port ?? fromEnvironment.port };
  const log = consoleLog(print);
  const consumers = createConsumerRunner({ folder: join(process.cwd(), 'consumers'), log });
  const run = await startLocalRun({ settings, forward: options.forward, consumers, log, printEvent, printRuns });
  // Before anything is printed: who reads it may stop the process at once.
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  try {
    printWelcome(settings, run, options);
    await serve(run, options, stopped);
  } finally {
    await run.stop();
  }
}

/** Runs the tunnel, if one was chosen, until somebody stops the process. */
async function serve(run: LocalRun, { tunnel: name }: StartOptions, stopped: Promise<unknown>): Promise<void> {
  const tunnel = name === undefined ? undefined : await startTunnel(name, run.tunnelPort);
  try {
    if (tunnel) {
      const url = await Promise.race([tunnel.url, stopped]);
      if (typeof url === 'string') {
        run.publicUrl = url;
        print(`public        ${url}/webhooks/${LOCAL_APP}`);
        print('Anyone on the internet can call this URL. It serves the callback URL only, not the page or the API.');
      }
    }
    await stopped;
    print('stopping');
  } finally {
    tunnel?.stop();
  }
}

function printWelcome(
  { verifyToken, appSecret, appSecretIsGenerated }: Settings,
  run: LocalRun,
  options: StartOptions,
): void {
  const url = `http://localhost:${run.port}`;
  print(`page          ${url}`);
  print(`callback URL  ${url}/webhooks/${LOCAL_APP}`);
  print(`verify token  ${verifyToken}`);
  print(
    appSecretIsGenerated
      ? `app secret    ${appSecret}  (generated: set META_APP_SECRET to use your own)`
      : 'app secret    from META_APP_SECRET',
  );
  print(`events        ${url}/api/events`);
  print(`deliveries    ${url}/api/deliveries`);
  print(`for tunnels   http://localhost:${run.tunnelPort}  (serves only the callback URL)`);
  if (options.forward !== undefined) print(`forward to    ${options.forward}`);
  print(`try it        npx meta-webhooks send page.messages --local ${run.port}`);
  print('Press Ctrl-C to stop. Nothing is saved.');
}

function printEvent({ detailType: event, detail }: KeptEvent): void {
  const { kind, entryId, verb, weak, id } = JSON.parse(detail) as Partial<Record<string, string>>;
  print(readableLine(new Date(), 'event', { event, kind, entryId, verb, weak, id }));
}

/** Prints what each file of consumers/ did with an event. */
function printRuns(runs: readonly ConsumerRun[], { id }: KeptEvent): void {
  for (const { file, outcome, ms, error } of runs) {
    print(readableLine(new Date(), 'consumer', { file, outcome, ms, id }));
    if (error !== undefined) for (const line of error.split('\n')) print(`  ${toSafeCell(line, MAX_ERROR_CHARACTERS)}`);
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof SettingError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
