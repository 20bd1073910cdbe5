import { unknownShapes } from '../../src/catalog/unknown-shapes.ts';
import { timeMs } from '../../src/pipeline/change/time.ts';
import { objectDimension } from '../../src/metrics/object-dimension.ts';
import type { Metrics } from '../aws/metrics.ts';
import { countOutcomes, type DeliveryOutcome, type OutcomeCounts, type ProcessedChange } from './change-outcome.ts';

/** The changes of one object in one delivery. */
interface ObjectOutcome {
  readonly app: string;
  readonly object: string;
  readonly changes: readonly ProcessedChange[];
  readonly counts: OutcomeCounts;
  /** Milliseconds from our receipt to the bus. Empty if nothing was emitted, and for replays, late on purpose. */
  readonly processingLatency: readonly number[];
  /** Milliseconds from Meta's time to the bus, for the latest change. */
  readonly endToEndLatency: readonly number[];
}

/**
 * Writes one line of metrics per app and object.
 * @param nowMs - when the changes were emitted
 */
export function recordMetrics(outcomes: readonly DeliveryOutcome[], metrics: Metrics, nowMs: number): void {
  const parts = outcomes.flatMap((outcome) => splitByObject(outcome, nowMs));
  recordOtherContent(parts, metrics);
  for (const same of Map.groupBy(parts, ({ app, object }) => `${app} ${object}`).values()) {
    const [{ app, object }] = same as [ObjectOutcome];
    const sum = (count: (part: ObjectOutcome) => number): number =>
      same.reduce((total, part) => total + count(part), 0);
    const rare = Object.entries(RARE).map(([name, count]) => [name, sum(count) || undefined] as const);
    metrics.write(
      'changes',
      { app, object },
      {
        Changes: sum(({ counts }) => counts.changes),
        Emitted: sum(({ counts }) => counts.emitted),
        ...(Object.fromEntries(rare) as Partial<Record<keyof typeof RARE, number>>),
        ProcessingLatency: same.flatMap((part) => part.processingLatency),
        EndToEndLatency: same.flatMap((part) => part.endToEndLatency),
      },
    );
  }
}

/** A series costs money in each hour that it has values, so rare metrics are written only when they are not zero. */
const RARE = {
  Duplicates: ({ counts }: ObjectOutcome) => counts.duplicates,
  Weak: ({ counts }: ObjectOutcome) => counts.weak,
  Failed: ({ counts }: ObjectOutcome) => counts.failed,
  PutEventsFailedEntries: ({ changes }: ObjectOutcome) =>
    changes.filter(({ outcome }) => outcome === 'put-events-rejected').length,
  Unknown: ({ changes }: ObjectOutcome) => changes.filter(({ change }) => unknownShapes(change).length > 0).length,
  UnknownMember: ({ changes }: ObjectOutcome) => changes.filter(({ change }) => change.unlisted !== undefined).length,
  SameIdOtherContent: ({ changes }: ObjectOutcome) => changes.filter(hasOtherContent).length,
};

function splitByObject({ delivery, changes: all }: DeliveryOutcome, nowMs: number): ObjectOutcome[] {
  const { app, receivedAt, replayOf } = delivery;
  return [...Map.groupBy(all, ({ change }) => objectDimension(change.object))].map(([object, changes]) => {
    const counts = countOutcomes(changes);
    const isLive = replayOf === undefined && counts.emitted > 0;
    const processingLatency = isLive ? [Math.max(0, nowMs - Date.parse(receivedAt))] : [];
    const endToEndLatency = isLive ? latencyFromMeta(changes, nowMs) : [];
    return { app, object, changes, counts, processingLatency, endToEndLatency };
  });
}

/** Writes one line per delivery, object and kind. Only kinds of the catalog have ids, so their names are bounded. */
function recordOtherContent(parts: readonly ObjectOutcome[], metrics: Metrics): void {
  for (const { app, changes } of parts) {
    for (const [kind, same] of Map.groupBy(changes.filter(hasOtherContent), ({ change }) => change.kind))
      metrics.write('sameId', { app, kind }, { SameIdOtherContent: same.length });
  }
}

function hasOtherContent({ outcome }: ProcessedChange): boolean {
  return outcome === 'duplicate-other-content';
}

/**
 * Measures the latest of the emitted changes, each by its oldest occurrence. Skips entry "0", which the dashboard's
 * Test button sends with a constant time.
 */
function latencyFromMeta(changes: readonly ProcessedChange[], nowMs: number): number[] {
  const emitted = new Set(changes.filter(({ outcome }) => outcome === 'emitted').map(({ id }) => id));
  const sentMs = changes
    .filter(({ id, change }) => emitted.has(id) && change.entryId !== '0')
    .map(({ change }) => timeMs(change.entryTime ?? ''))
    .filter((ms) => ms !== undefined);
  const oldestMs = sentMs.reduce((oldest, ms) => Math.min(oldest, ms), Infinity);
  return oldestMs === Infinity ? [] : [Math.max(0, nowMs - oldestMs)];
}
