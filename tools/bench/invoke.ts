/**
 * Runs a bundled handler in this process, and tells its parent what it needs to know. Messages of the parent are events
 * to handle; `blocks` of the same event measure the CPU time of many invocations.
 */
import { pathToFileURL } from 'node:url';
import type { Invocation, Invoked } from './invoker.ts';

interface Result {
  readonly batchItemFailures?: readonly unknown[];
  readonly statusCode?: number;
}
type Handler = (event: unknown, context: object) => Promise<Result | undefined>;
/** The time at which API Gateway took the request: ingress has a deadline from there. */
interface Timed {
  readonly requestContext?: { timeEpoch: number };
}

const [file = ''] = process.argv.slice(2);
const startMs = performance.now();
const { handler } = (await import(pathToFileURL(file).href)) as { readonly handler: Handler };
process.send?.({ importMs: performance.now() - startMs });

/** API Gateway takes each request when it is posted. */
function takeNow({ requestContext }: Timed): void {
  if (requestContext !== undefined) requestContext.timeEpoch = Date.now();
}

function countFailures({ batchItemFailures, statusCode = 200 }: Result = {}): number {
  return batchItemFailures?.length ?? (statusCode === 200 ? 0 : 1);
}

async function invoke({ event, times, atOnce = 1 }: Invocation): Promise<Invoked> {
  const before = { ms: performance.now(), cpu: process.cpuUsage() };
  const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 60_000 };
  let left = times;
  let failures = 0;
  const runMany = async (): Promise<void> => {
    while ((left -= 1) >= 0) {
      takeNow(event as Timed);
      failures += countFailures(await handler(event, context));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, runMany));
  const { user, system } = process.cpuUsage(before.cpu);
  return {
    ms: performance.now() - before.ms,
    cpuMs: (user + system) / 1_000,
    sinceStartMs: performance.now(),
    maxRssMb: process.resourceUsage().maxRSS / 1_024,
    failures,
  };
}

process.on('message', (message) => {
  void invoke(message as Invocation).then((invoked) => process.send?.(invoked));
});
process.on('disconnect', () => process.exit());
