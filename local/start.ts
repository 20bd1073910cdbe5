import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import type { LogFields } from '../lambdas/aws/log.ts';
import { consoleLog, readableLine } from './console-log.ts';
import { createConsumerRunner, type ConsumerRunner } from './consumers.ts';
import { createHttpApp, createTunnelApp, type HttpDeps } from './http-server.ts';
import { listen, PortInUseError, type Listening } from './listen.ts';
import { toSafeCell } from '../src/text/terminal-safe.ts';
import { LOCAL_APP, startLocalReceiver } from './local-receiver.ts';
import { LocalRecord, type Outcome, type RecordedEvent } from './record.ts';
import { ANY_PORT, MAX_PORT, readSettings, SettingError, type Settings } from './settings.ts';

/** Longer lines of a consumer's error are truncated. */
const MAX_ERROR_CHARACTERS = 160;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(): Promise<void> {
  const settings = readSettings(process.env, () => randomBytes(16).toString('hex'));
  const record = new LocalRecord();
  const log = consoleLog(print, (fields) => {
    if (isOutcome(fields)) record.addOutcome(fields.deliveryId, fields);
  });
  const consumers = createConsumerRunner({ folder: join(process.cwd(), 'consumers'), log });
  const receiver = await startLocalReceiver({
    ...settings,
    onEvent: (event) => {
      record.addEvent(event);
      printEvent(event);
      void runConsumers(consumers, event);
    },
    log,
  });
  try {
    const servers = await listenOnBoth(settings, { receiver, record, log });
    printWelcome(settings, servers);
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    print('stopping');
    for (const server of [servers.main, servers.tunnel]) server.close();
  } finally {
    await receiver.stop();
    await consumers.stop();
  }
}

interface Servers {
  readonly main: Listening;
  /** Serves only the callback URL. */
  readonly tunnel: Listening;
}

/** Starts both servers. If the port for tunnels is in use, it uses any free port, which is printed. */
async function listenOnBoth({ port, tunnelPort }: Settings, deps: HttpDeps): Promise<Servers> {
  const main = await listen(createHttpApp(deps).fetch, port);
  const { fetch } = createTunnelApp(deps);
  const tunnel = await listen(fetch, tunnelPort ?? nextPort(main.port)).catch(async (error: unknown) => {
    if (error instanceof PortInUseError) return listen(fetch, ANY_PORT);
    throw error;
  });
  return { main, tunnel };
}

function nextPort(port: number): number {
  return port < MAX_PORT ? port + 1 : ANY_PORT;
}

function printWelcome({ verifyToken, appSecret, appSecretIsGenerated }: Settings, { main, tunnel }: Servers): void {
  const url = `http://localhost:${main.port}`;
  print(`callback URL  ${url}/webhooks/${LOCAL_APP}`);
  print(`verify token  ${verifyToken}`);
  print(
    appSecretIsGenerated
      ? `app secret    ${appSecret}  (generated: set META_APP_SECRET to use your own)`
      : 'app secret    from META_APP_SECRET',
  );
  print(`events        ${url}/api/events`);
  print(`deliveries    ${url}/api/deliveries`);
  print(`for tunnels   http://localhost:${tunnel.port}  (serves only the callback URL)`);
  print(`try it        npm run receiver -- send page.messages --local ${main.port}`);
  print('Press Ctrl-C to stop. Nothing is saved.');
}

function printEvent({ 'detail-type': event, detail }: RecordedEvent): void {
  const { kind, entryId, verb, weak, id } = detail as Partial<Record<string, string>>;
  print(readableLine(new Date(), 'event', { event, kind, entryId, verb, weak, id }));
}

/** Runs the files of consumers/ on an event, and prints each outcome. */
async function runConsumers(consumers: ConsumerRunner, event: RecordedEvent): Promise<void> {
  for (const { file, outcome, ms, error } of await consumers.run(event)) {
    print(readableLine(new Date(), 'consumer', { file, outcome, ms, id: String(event.detail['id']) }));
    if (error !== undefined) for (const line of error.split('\n')) print(`  ${toSafeCell(line, MAX_ERROR_CHARACTERS)}`);
  }
}

/** Returns whether the fields are those of the worker's log line about a delivery, which has its counts. */
function isOutcome(fields: LogFields): fields is LogFields & Outcome & { readonly deliveryId: string } {
  return typeof fields['deliveryId'] === 'string' && typeof fields['emitted'] === 'number';
}

try {
  await main();
} catch (error) {
  if (!(error instanceof SettingError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
