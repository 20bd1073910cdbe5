import { unknownShapes } from '../../src/catalog/unknown-shapes.ts';
import { timeMs } from '../../src/pipeline/change/time.ts';
import { objectDimension } from '../../src/metrics/object-dimension.ts';
import type { Metrics } from '../aws/metrics.ts';
import type { IdentifiedChange, ReadDelivery } from './read-message.ts';
import { summarize, type Delivered, type Summary } from './outcome.ts';

export interface MeasureDeps {
  readonly now: () => number;
  readonly metrics: Metrics;
}

/** What one delivery brought of one object. */
interface Part {
  readonly app: string;
  readonly object: string;
  readonly summary: Summary;
  readonly unknown: number;
  /** Changes with members that the catalog does not list. */
  readonly unlisted: number;
  /** From our receipt to the bus, ms. None where nothing was emitted, and for replays: they are late on purpose. */
  readonly receiptToBus: readonly number[];
  /** From Meta's time to the bus, ms, its latest change. */
  readonly metaToBus: readonly number[];
}

/** Writes one line per app and object. */
export function measureChanges(
  deliveries: readonly ReadDelivery[],
  delivered: Delivered,
  { now, metrics }: MeasureDeps,
): void {
  const nowMs = now();
  const parts = deliveries.flatMap((from) => partsOf(from, delivered, nowMs));
  measureOtherContent(parts, metrics);
  for (const same of Map.groupBy(parts, ({ app, object }) => `${app} ${object}`).values()) {
    const [{ app, object }] = same as [Part];
    const sum = (count: (part: Part) => number): number => same.reduce((total, part) => total + count(part), 0);
    const counts = Object.entries(RARE).map(([name, count]) => [name, sum(count) || undefined] as const);
    metrics.write(
      'changes',
      { app, object },
      {
        Changes: sum(({ summary }) => summary.changes),
        Emitted: sum(({ summary }) => summary.emitted.length),
        ...(Object.fromEntries(counts) as Partial<Record<keyof typeof RARE, number>>),
        ProcessingLatency: same.flatMap((part) => part.receiptToBus),
        EndToEndLatency: same.flatMap((part) => part.metaToBus),
      },
    );
  }
}

/** A series costs in the hours in which it gets values: what is rare is written when it happens. */
const RARE = {
  Duplicates: ({ summary }: Part) => summary.duplicates,
  Weak: ({ summary }: Part) => summary.weak,
  Failed: ({ summary }: Part) => summary.failed,
  PutEventsFailedEntries: ({ summary }: Part) => summary.busRefused,
  Unknown: ({ unknown }: Part) => unknown,
  UnknownMember: ({ unlisted }: Part) => unlisted,
  SameIdOtherContent: ({ summary }: Part) => total(summary.otherContent),
};

function partsOf(from: ReadDelivery, delivered: Delivered, nowMs: number): Part[] {
  const { app, receivedAt, replayOf } = from.delivery;
  return [...Map.groupBy(from.changes, ({ change }) => objectDimension(change.object))].map(([object, changes]) => {
    const summary = summarize(from, changes, delivered);
    const unknown = changes.filter(({ change }) => unknownShapes(change).length > 0).length;
    const unlisted = changes.filter(({ change }) => change.unlisted !== undefined).length;
    const isLive = replayOf === undefined && summary.emitted.length > 0;
    const receiptToBus = isLive ? [Math.max(0, nowMs - Date.parse(receivedAt))] : [];
    const metaToBus = isLive ? latenessOf(changes, new Set(summary.emitted), nowMs) : [];
    return { app, object, summary, unknown, unlisted, receiptToBus, metaToBus };
  });
}

/** One line for each app and kind: only kinds of the catalog have ids, so their names are bounded. */
function measureOtherContent(parts: readonly Part[], metrics: Metrics): void {
  for (const { app, summary } of parts) {
    for (const [kind, count] of summary.otherContent)
      metrics.write('sameId', { app, kind }, { SameIdOtherContent: count });
  }
}

function total(counts: ReadonlyMap<string, number>): number {
  return counts.values().reduce((sum, count) => sum + count, 0);
}

/**
 * Of the emitted changes the one that is the latest. The dashboard's Test button, entry "0", has a time that means
 * nothing.
 */
function latenessOf(changes: readonly IdentifiedChange[], emitted: ReadonlySet<string>, nowMs: number): number[] {
  const sentMs = changes
    .filter(({ id, change }) => emitted.has(id) && change.entryId !== '0')
    .map(({ change }) => timeMs(change.entryTime ?? ''))
    .filter((ms) => ms !== undefined);
  const oldestMs = sentMs.reduce((oldest, ms) => Math.min(oldest, ms), Infinity);
  return oldestMs === Infinity ? [] : [Math.max(0, nowMs - oldestMs)];
}
