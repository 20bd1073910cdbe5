import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { LogFields } from '../../lambdas/shared/log.ts';
import { consoleLog, readableLine } from './console-log.ts';
import { createHttpApp } from './http-server.ts';
import { LOCAL_APP, startLocalReceiver } from './local-receiver.ts';
import { LocalRecord, type Outcome, type RecordedEvent } from './record.ts';
import { readSettings, SettingError, type Settings } from './settings.ts';

const HOST = '127.0.0.1';

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(): Promise<void> {
  const settings = readSettings(process.env, () => randomBytes(16).toString('hex'));
  const record = new LocalRecord();
  const receiver = await startLocalReceiver({
    ...settings,
    onEvent: (event) => {
      record.addEvent(event);
      printEvent(event);
    },
    log: consoleLog(print, (fields) => {
      if (isOutcome(fields)) record.addOutcome(fields.deliveryId, fields);
    }),
  });
  const server = createAdaptorServer({ fetch: createHttpApp(receiver, record).fetch }) as Server;
  try {
    await listen(server, settings.port);
  } catch (error) {
    await receiver.stop();
    throw error;
  }
  printWelcome(settings, (server.address() as AddressInfo).port);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  print('stopping');
  server.closeAllConnections();
  server.close();
  await receiver.stop();
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, HOST);
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
      throw new SettingError(`Port ${port} is in use: stop what listens there, or choose another with PORT=3001 npm start.`);
    }
    throw error;
  }
}

function printWelcome({ verifyToken, appSecret, appSecretIsGenerated }: Settings, port: number): void {
  const url = `http://localhost:${port}`;
  print(`callback URL  ${url}/webhooks/${LOCAL_APP}`);
  print(`verify token  ${verifyToken}`);
  print(appSecretIsGenerated ? `app secret    ${appSecret}  (made up: set META_APP_SECRET to use your own)` : 'app secret    from META_APP_SECRET');
  print(`events        ${url}/api/events`);
  print(`deliveries    ${url}/api/deliveries`);
  print(`try it        npm run receiver -- send page.messages --local ${port}`);
  print('Ctrl-C stops it; nothing is kept.');
}

function printEvent({ 'detail-type': event, detail }: RecordedEvent): void {
  const { kind, entryId, verb, weak, id } = detail as Partial<Record<string, string>>;
  print(readableLine(new Date(), 'event', { event, kind, entryId, verb, weak, id }));
}

/** The worker's line about a delivery has its counts. */
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
