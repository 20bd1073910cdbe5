// Runs one file of consumers/ in a worker thread: it loads the file, then processes events one at a time as they come.
import { parentPort, workerData } from 'node:worker_threads';
import type { ConsumerReply, ConsumerRequest } from './consumer-messages.ts';

/** Time that Lambda would give the function: the default of `addConsumer`. */
const TIMEOUT_MS = 30_000;

type Handler = ((event: unknown, context: unknown) => unknown) & { readonly detailTypes?: readonly string[] };

const port = parentPort;
if (!port) throw new Error('consumer-worker.ts runs in a worker thread only.');
const reply = (message: ConsumerReply): void => {
  port.postMessage(message);
};

function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error);
}

function createContext(): unknown {
  const endsAtMs = Date.now() + TIMEOUT_MS;
  return { functionName: 'local', awsRequestId: 'local', getRemainingTimeInMillis: () => endsAtMs - Date.now() };
}

async function run(handler: Handler, { id, event }: ConsumerRequest): Promise<void> {
  try {
    const result = await handler(event, createContext());
    reply({ type: 'done', id, duplicate: result === 'duplicate' });
  } catch (error) {
    reply({ type: 'failed', id, error: describeError(error) });
  }
}

try {
  const { handler } = (await import(workerData as string)) as { readonly handler?: unknown };
  if (typeof handler !== 'function') throw new Error('The file does not export a function named handler.');
  port.on('message', (request: ConsumerRequest) => void run(handler as Handler, request));
  reply({ type: 'loaded', detailTypes: (handler as Handler).detailTypes ?? null });
} catch (error) {
  reply({ type: 'not-loaded', error: describeError(error) });
}
