import { randomBytes } from 'node:crypto';
import type { Log } from '../lambdas/aws/log.ts';
import { newId } from '../lambdas/aws/new-id.ts';
import { NO_CONSUMERS, type ConsumerRun, type ConsumerRunner } from './deliveries/consumer-runner.ts';
import type { KeptEvent } from './deliveries/kept-events.ts';
import { MemoryDeliveryLog } from './deliveries/memory-log.ts';
import { createEventSink } from './event-sinks.ts';
import { createForwarder } from './forward.ts';
import { createForwardReport } from './forward-report.ts';
import { listen, PortInUseError, type Listening } from './listen.ts';
import { LOCAL_APP } from './local-ingress.ts';
import { startLocalReceiver, type LocalReceiver } from './local-receiver.ts';
import { createSender, REQUEST_ID_HEADER } from './send/sender.ts';
import { Simulations } from './send/simulation.ts';
import { loadPage } from './server/bundle-page.ts';
import { createHttpApp, createTunnelApp, type HttpDeps } from './server/http-server.ts';
import { describeSetup, type SetupInfo } from './server/setup-info.ts';
import type { Status } from './server/status.ts';
import { ANY_PORT, MAX_PORT, type Settings } from './settings.ts';

/** Options of a local run. */
export interface LocalRunOptions {
  readonly settings: Settings;
  /** Each event is posted there. */
  readonly forward?: string | undefined;
  /** @default - no consumers */
  readonly consumers?: ConsumerRunner;
  readonly log: Log;
  readonly printEvent: (event: KeptEvent) => void;
  /** Prints what the consumers did with an event. @default - nothing is printed */
  readonly printRuns?: (runs: readonly ConsumerRun[], event: KeptEvent) => void;
}

/** A running receiver with its page. */
export interface LocalRun {
  readonly port: number;
  /** Serves only the callback URL. */
  readonly tunnelPort: number;
  /** The public URL of a tunnel, without a path. */
  publicUrl: string | undefined;
  /** What is wrong with the run, as sentences. The page shows it until it is undefined. */
  problem: string | undefined;
  stop(): Promise<void>;
}

/** What the parts of a run share. The ports are known only after the start. */
interface Shared {
  readonly options: LocalRunOptions;
  readonly deliveries: MemoryDeliveryLog;
  readonly receiver: LocalReceiver;
  readonly stopping: AbortController;
  readonly run: Pick<LocalRun, 'port' | 'tunnelPort' | 'publicUrl' | 'problem'>;
}

/** Starts the receiver, its page and both servers. */
export async function startLocalRun(options: LocalRunOptions): Promise<LocalRun> {
  const { settings, log, consumers = NO_CONSUMERS } = options;
  const deliveries = new MemoryDeliveryLog();
  const forwarder = options.forward === undefined ? undefined : createForwarder(options.forward);
  const onEvent = createEventSink({
    deliveries,
    consumers,
    forwarder,
    reportForward: createForwardReport(log),
    print: options.printEvent,
    printRuns: options.printRuns ?? (() => undefined),
  });
  const [receiver, page] = await Promise.all([
    startLocalReceiver({ ...settings, deliveries, onEvent, log }),
    loadPage(),
  ]);
  const run = { port: 0, tunnelPort: 0, publicUrl: undefined, problem: undefined };
  const shared: Shared = { options, deliveries, receiver, stopping: new AbortController(), run };
  const stopReceiver = async (): Promise<void> => {
    shared.stopping.abort();
    forwarder?.stop();
    await consumers.stop();
    await receiver.stop();
  };
  try {
    const servers = await listenOnBoth(settings, { ...createDeps(shared), page });
    const stop = async (): Promise<void> => {
      for (const server of servers) server.close();
      await stopReceiver();
    };
    return Object.assign(run, { port: servers[0].port, tunnelPort: servers[1].port, stop });
  } catch (error) {
    await stopReceiver();
    throw error;
  }
}

function createDeps(shared: Shared): Omit<HttpDeps, 'page'> {
  const { options, deliveries, receiver, stopping } = shared;
  const { appSecret, verifyToken } = options.settings;
  const callbackUrl = (): string => `http://localhost:${shared.run.port}/webhooks/${LOCAL_APP}`;
  const findRequest = (id: string): string | undefined => deliveries.findByHeader(REQUEST_ID_HEADER, id)?.id;
  // localhost may resolve to ::1 first, where nothing listens.
  const ownUrl = (): string => callbackUrl().replace('localhost', '127.0.0.1');
  const sender = createSender({ callbackUrl: ownUrl, appSecret, verifyToken, newId, findRequest });
  const simulations = new Simulations({ deliveries, sender, newId, stopped: stopping.signal });
  const status = async (): Promise<Status> => {
    const run = simulations.latest;
    const { problem } = shared.run;
    const queues = await receiver.queues();
    return { queues, faults: receiver.faults.list(), ...(run && { run }), ...(problem !== undefined && { problem }) };
  };
  return {
    ingress: receiver.ingress,
    log: options.log,
    api: { deliveries, status, runId: randomBytes(6).toString('hex') },
    actions: { deliveries, receiver, sender, simulations, newId, setup: () => setupInfo(shared, callbackUrl()) },
    token: randomBytes(16).toString('hex'),
  };
}

function setupInfo({ options, run }: Shared, callbackUrl: string): SetupInfo {
  const { tunnelPort, publicUrl } = run;
  const { forward } = options;
  return describeSetup({
    callbackUrl,
    ...(publicUrl !== undefined && { publicCallbackUrl: `${publicUrl}/webhooks/${LOCAL_APP}` }),
    verifyToken: options.settings.verifyToken,
    tunnelPort,
    ...(forward !== undefined && { forwardUrl: forward }),
  });
}

/** Starts both servers. If the port for tunnels is in use, it uses any free port, which is printed. */
async function listenOnBoth({ port, tunnelPort }: Settings, deps: HttpDeps): Promise<[main: Listening, Listening]> {
  const main = await listen(createHttpApp(deps).fetch, port);
  const { fetch } = createTunnelApp(deps);
  const tunnel = await listen(fetch, tunnelPort ?? nextPort(main.port)).catch(async (error: unknown) => {
    if (error instanceof PortInUseError) return listen(fetch, ANY_PORT);
    throw error;
  });
  return [main, tunnel];
}

function nextPort(port: number): number {
  return port < MAX_PORT ? port + 1 : ANY_PORT;
}
