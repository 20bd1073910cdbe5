import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { toSafeCell } from '../src/text/terminal-safe.ts';
import { consoleLog, readableLine, type PrintLine } from './console-log.ts';
import { createConsumerRunner } from './consumers.ts';
import type { ConsumerRun } from './deliveries/consumer-runner.ts';
import type { KeptEvent } from './deliveries/kept-events.ts';
import { GENERATED_SECRET, keepSecrets, SECRETS_FILE } from './kept-secrets.ts';
import { LOCAL_APP } from './local-ingress.ts';
import { startLocalRun, type LocalRun } from './local-run.ts';
import type { StartOptions } from './options.ts';
import { readSettings, type Settings } from './settings.ts';
import { PLAIN, type Screen } from './terminal/screen.ts';
import { startTunnel, type Tunnel } from './tunnel.ts';

/** Lines that are printed at the start fit into 80 columns. This begins one below a value. */
const NEXT_VALUE_LINE = ' '.repeat('app secret    '.length);
/** Longer lines of a consumer's error are truncated. */
const MAX_ERROR_CHARACTERS = 160;

/** What a run reads and writes. */
export interface RunPorts {
  /** Absolute path of the folder with `consumers/` and the kept secrets. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly print: PrintLine;
  /** What the lines are printed on. @default - a file */
  readonly screen?: Screen;
  /** Resolves when the run has to stop. */
  readonly stopped: Promise<unknown>;
  /** Is called when the servers listen. @default - nothing happens */
  readonly started?: (run: LocalRun) => void;
}

/** The options of a run, without `--help`. */
export type RunOptions = Omit<StartOptions, 'help'>;

/**
 * Runs the receiver with its page, and the files of `consumers/` on each event, until it has to stop.
 * @throws SettingError | KeptSecretsError
 */
export async function runUntilStopped(options: RunOptions, ports: RunPorts): Promise<void> {
  keepSmallBuffersSmall();
  const { folder, environment, print, stopped, screen = PLAIN } = ports;
  const fromEnvironment = readSettings(environment, () => keepSecrets(folder, () => randomBytes(16).toString('hex')));
  const settings = { ...fromEnvironment, port: options.port ?? fromEnvironment.port };
  const log = consoleLog(print, screen);
  const consumers = join(folder, 'consumers');
  const run = await startLocalRun({
    settings,
    forward: options.forward,
    consumers: createConsumerRunner({ folder: consumers, log }),
    log,
    printEvent: (event) => {
      print(formatEvent(event, screen));
    },
    printRuns: (runs, event) => {
      for (const line of formatRuns(runs, event, screen)) print(line);
    },
  });
  try {
    for (const line of welcome(settings, run, { ...options, hasConsumers: existsSync(consumers) })) print(line);
    ports.started?.(run);
    await serve(run, options, { print, stopped });
  } finally {
    await run.stop();
  }
}

/**
 * The embedded services keep many small buffers for as long as the process runs. Without a pool, each keeps its own
 * bytes, and not the 64 KB of the pool that it was cut from.
 */
function keepSmallBuffersSmall(): void {
  Buffer.poolSize = 0;
}

type Serving = Pick<RunPorts, 'print' | 'stopped'>;

/** Runs the tunnel, if one was chosen, until somebody stops the run. */
async function serve(run: LocalRun, { tunnel: name }: RunOptions, { print, stopped }: Serving): Promise<void> {
  const tunnel = name === undefined ? undefined : await startTunnel(name, run.tunnelPort);
  try {
    if (tunnel) await Promise.race([followTunnel(run, tunnel, print), stopped]);
    await stopped;
    print('stopping');
  } finally {
    tunnel?.stop();
  }
}

/** Shows the public URL, and that the tunnel ended. The page and the terminal stay usable without it. */
async function followTunnel(run: LocalRun, { url, ended }: Tunnel, print: PrintLine): Promise<void> {
  run.publicUrl = await url;
  print(`public        ${run.publicUrl}/webhooks/${LOCAL_APP}`);
  print('Anyone on the internet can call this URL. It serves the callback URL only, not the page or the API.');
  const how = await ended;
  run.publicUrl = undefined;
  run.problem = `The tunnel is closed, so Meta cannot call the callback URL. Stop the receiver and start it again. ${how}`;
  print(run.problem);
}

/** Returns the lines that are printed at the start. */
function welcome(
  settings: Settings,
  run: LocalRun,
  options: RunOptions & { readonly hasConsumers: boolean },
): readonly string[] {
  const url = `http://localhost:${run.port}`;
  return [
    `page          ${url}`,
    `callback URL  ${url}/webhooks/${LOCAL_APP}`,
    `verify token  ${settings.verifyToken}`,
    `app secret    ${describeSecret(settings)}`,
    `events        ${url}/api/events`,
    `deliveries    ${url}/api/deliveries`,
    `for tunnels   http://localhost:${run.tunnelPort}  (serves only the callback URL)`,
    ...(options.hasConsumers ? [] : ['consumers     none: there is no folder consumers/ here']),
    ...(options.forward === undefined ? [] : [`forward to    ${options.forward}`]),
    `try it        npx meta-webhooks send instagram.comments --local ${run.port}`,
    'Press Ctrl-C to stop. No delivery is saved.',
  ];
}

/** Shows a generated secret. Of a given one, it says only what helps to find a typing error. */
function describeSecret({ appSecret, appSecretIsGenerated }: Settings): string {
  if (appSecretIsGenerated)
    return `${appSecret}\n${NEXT_VALUE_LINE}(kept in ${SECRETS_FILE}; META_APP_SECRET replaces it)`;
  const isUsual = GENERATED_SECRET.test(appSecret);
  return `from META_APP_SECRET${isUsual ? '' : `  (length ${appSecret.length}; those of Meta are 32 hex digits)`}`;
}

function formatEvent({ detailType: event, detail }: KeptEvent, screen: Screen): string {
  const { kind, entryId, verb, weak, id } = JSON.parse(detail) as Partial<Record<string, string>>;
  return readableLine({ at: new Date(), message: 'event', fields: { event, kind, entryId, verb, weak, id } }, screen);
}

/** Formats what each file of consumers/ did with an event. */
function formatRuns(runs: readonly ConsumerRun[], { id }: KeptEvent, screen: Screen): readonly string[] {
  return runs.flatMap(({ file, outcome, ms, error }) => {
    const errorLines = error?.split('\n').map((line) => `  ${toSafeCell(line, MAX_ERROR_CHARACTERS)}`) ?? [];
    return [
      readableLine({ at: new Date(), message: 'consumer', fields: { file, outcome, ms, id } }, screen),
      ...errorLines,
    ];
  });
}
