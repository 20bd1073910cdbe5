import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { isKnownDetailType, knownDetailTypes } from '../src/catalog/detail-types.ts';
import type { Log } from '../lambdas/aws/log.ts';
import { nearestDottedNames } from '../src/text/nearest-dotted-names.ts';
import { startConsumerThread, type ConsumerThread, type ThreadResult } from './consumer-thread.ts';
import type { ConsumerRun, ConsumerRunner } from './deliveries/consumer-runner.ts';
import { toLoadReason } from './load-reason.ts';
import type { RecordedEvent } from './deliveries/recorded-event.ts';

/** Options of {@link createConsumerRunner}. */
export interface ConsumerRunnerOptions {
  /** Absolute path. It need not exist. */
  readonly folder: string;
  /** Prints which file was loaded, and the error of one that was not. */
  readonly log: Log;
  /** Time for one run, in ms. @default 30,000 */
  readonly runMs?: number;
}

/** A file of the folder, as it was when it was loaded. */
interface LoadedFile {
  readonly version: string;
  readonly thread: ConsumerThread;
}

/** Some fields are of several objects. */
const MAX_SUGGESTIONS = 2;
/** Matches a consumer, but no test and no declaration of types. */
const CONSUMER = /^(?!.*\.(?:test|d)\.).+\.[cm]?[jt]s$/;

/**
 * Creates a runner for consumers: each file exports `handler`, as for `addConsumer`. Handlers that `changeHandler`
 * created get the events of their detail-types, others get all. Each file runs in a thread of its own.
 */
export function createConsumerRunner({ folder, log, runMs }: ConsumerRunnerOptions): ConsumerRunner {
  const files = new Map<string, LoadedFile>();
  const start = (file: string, version: string): void => {
    const thread = startConsumerThread(join(folder, file), runMs);
    files.set(file, { version, thread });
    void thread.load.then((result) => {
      if (result.loaded) reportLoaded(log, file, result.detailTypes);
      else if (files.get(file)?.thread === thread)
        log.error('consumer not loaded', { file, error: toLoadReason(result.error, folder) });
    });
  };
  const refresh = (): void => {
    const versions = readVersions(folder);
    for (const [file, { version, thread }] of files) {
      if (versions.get(file) === version && !thread.ended()) continue;
      files.delete(file);
      void thread.stop();
    }
    for (const [file, version] of versions) if (!files.has(file)) start(file, version);
  };
  refresh();
  const watcher = existsSync(folder) ? watch(folder, { persistent: false }, refresh) : undefined;
  return {
    run: async (event) => {
      refresh();
      const input = toBridgeEvent(event);
      const runs = [...files]
        .sort(([a], [b]) => a.localeCompare(b))
        .map(async ([file, { thread }]) => runFile(file, thread, input));
      return (await Promise.all(runs)).filter((run) => run !== undefined);
    },
    stop: async () => {
      watcher?.close();
      const threads = [...files.values()].map(({ thread }) => thread);
      files.clear();
      await Promise.all(threads.map(async (thread) => thread.stop()));
    },
  };
}

/** Node.js does not check types, so a misspelled name would only mean that no event ever comes. */
function reportLoaded(log: Log, file: string, detailTypes: readonly string[] | null): void {
  log.info('consumer loaded', { file });
  for (const name of [detailTypes ?? []].flat()) {
    if (isKnownDetailType(name)) continue;
    const near = nearestDottedNames(name, knownDetailTypes()).slice(0, MAX_SUGGESTIONS);
    const didYouMean = near.length === 0 ? undefined : near.join(' or ');
    log.warn('unknown detail-type', { file, 'detail-type': name, 'did you mean': didYouMean });
  }
}

/** Returns the versions of all consumer files. A change of any file changes all: one may import another. */
function readVersions(folder: string): ReadonlyMap<string, string> {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const stats = names.flatMap((name) => {
    const stat = statSync(join(folder, name), { throwIfNoEntry: false });
    return stat ? [`${name} ${stat.mtimeMs} ${stat.size}`] : [];
  });
  const version = stats.sort().join('\n');
  return new Map(names.filter((name) => CONSUMER.test(name)).map((name) => [name, version]));
}

async function runFile(file: string, thread: ConsumerThread, event: BridgeInput): Promise<ConsumerRun | undefined> {
  const startedAt = performance.now();
  const loaded = await thread.load;
  if (loaded.loaded && loaded.detailTypes?.includes(event['detail-type']) === false) return undefined;
  const result: ThreadResult = loaded.loaded ? await thread.run(event) : { outcome: 'failed', error: loaded.error };
  return { file, ...result, ms: Math.round(performance.now() - startedAt) };
}

type BridgeInput = ReturnType<typeof toBridgeEvent>;

/** Adds the members with which EventBridge sends an event to a function. */
function toBridgeEvent(event: RecordedEvent) {
  const own = { version: '0', id: randomUUID(), account: '000000000000', region: 'local', resources: [] as string[] };
  return { ...own, ...event };
}
