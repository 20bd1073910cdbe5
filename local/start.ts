import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { toSafeCell } from '../src/text/terminal-safe.ts';
import { consoleLog, readableLine } from './console-log.ts';
import { createConsumerRunner } from './consumers.ts';
import type { ConsumerRun } from './deliveries/consumer-runner.ts';
import type { KeptEvent } from './deliveries/kept-events.ts';
import { keepSecrets, KeptSecretsError, SECRETS_FILE } from './kept-secrets.ts';
import { LOCAL_APP } from './local-ingress.ts';
import { startLocalRun, type LocalRun } from './local-run.ts';
import { HELP, readOptions, refuseOptionsOfNpm, UsageError, type StartOptions } from './options.ts';
import { readSettings, SettingError, type Settings } from './settings.ts';
import { createScreen } from './terminal/screen.ts';
import { startTunnel, type Tunnel } from './tunnel.ts';

/** Longer lines of a consumer's error are truncated. */
const MAX_ERROR_CHARACTERS = 160;

const SCREEN = createScreen({
  isTerminal: process.stdout.isTTY,
  readColumns: () => process.stdout.columns,
  environment: process.env,
});

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
  refuseOptionsOfNpm(process.env);
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  const fromEnvironment = readSettings(process.env, () =>
    keepSecrets(process.cwd(), () => randomBytes(16).toString('hex')),
  );
  const settings = { ...fromEnvironment, port: options.port ?? fromEnvironment.port };
  const log = consoleLog(print, SCREEN);
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
    if (tunnel) await Promise.race([followTunnel(run, tunnel), stopped]);
    await stopped;
    print('stopping');
  } finally {
    tunnel?.stop();
  }
}

/** Shows the public URL, and that the tunnel ended. The page and the terminal stay usable without it. */
async function followTunnel(run: LocalRun, { url, ended }: Tunnel): Promise<void> {
  run.publicUrl = await url;
  print(`public        ${run.publicUrl}/webhooks/${LOCAL_APP}`);
  print('Anyone on the internet can call this URL. It serves the callback URL only, not the page or the API.');
  const how = await ended;
  run.publicUrl = undefined;
  run.problem = `The tunnel is closed, so Meta cannot call the callback URL. Stop the receiver and start it again. ${how}`;
  print(run.problem);
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
      ? `app secret    ${appSecret}  (kept in ${SECRETS_FILE}: set META_APP_SECRET to use your own)`
      : 'app secret    from META_APP_SECRET',
  );
  print(`events        ${url}/api/events`);
  print(`deliveries    ${url}/api/deliveries`);
  print(`for tunnels   http://localhost:${run.tunnelPort}  (serves only the callback URL)`);
  if (options.forward !== undefined) print(`forward to    ${options.forward}`);
  print(`try it        npx meta-webhooks send page.messages --local ${run.port}`);
  print('Press Ctrl-C to stop. No delivery is saved.');
}

function printEvent({ detailType: event, detail }: KeptEvent): void {
  const { kind, entryId, verb, weak, id } = JSON.parse(detail) as Partial<Record<string, string>>;
  print(readableLine({ at: new Date(), message: 'event', fields: { event, kind, entryId, verb, weak, id } }, SCREEN));
}

/** Prints what each file of consumers/ did with an event. */
function printRuns(runs: readonly ConsumerRun[], { id }: KeptEvent): void {
  for (const { file, outcome, ms, error } of runs) {
    print(readableLine({ at: new Date(), message: 'consumer', fields: { file, outcome, ms, id } }, SCREEN));
    if (error !== undefined) for (const line of error.split('\n')) print(`  ${toSafeCell(line, MAX_ERROR_CHARACTERS)}`);
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof SettingError || error instanceof KeptSecretsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
