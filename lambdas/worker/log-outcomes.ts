import { unknownShapes } from '../../src/catalog/unknown-shapes.ts';
import type { MetricData, MetricLog } from '../aws/metrics.ts';
import { countOutcomes, type DeliveryOutcome } from './change-outcome.ts';
import { logUnknownShapes } from './log-unknown-shapes.ts';
import type { ProcessedMessage } from './set-aside.ts';

/**
 * Logs the outcome of a delivery, after the names in it that the catalog does not list. Counts of zero are omitted, but
 * for the numbers of changes and events.
 * @param metrics - metrics that the line also holds
 */
export function logOutcome(outcome: DeliveryOutcome, log: MetricLog, metrics: readonly MetricData[] = []): void {
  const { deliveryId, app } = outcome.delivery;
  const { changes, emitted, duplicates, weak, failed } = countOutcomes(outcome.changes);
  const unknown = outcome.changes.flatMap(({ change }) => unknownShapes(change)).length;
  const rare = {
    duplicates: duplicates || undefined,
    weak: weak || undefined,
    unknown: unknown || undefined,
    failed: failed || undefined,
  };
  const fields = { deliveryId, app, changes, emitted, ...rare };
  logUnknownShapes(outcome, log);
  if (failed > 0) log.error('delivery failed in part, will be tried again', fields, ...metrics);
  else log.info('delivered', fields, ...metrics);
}

/**
 * Logs the batch with its metrics. A delivery that is alone in its batch shares the line with it.
 * @param processed - all messages of the batch
 */
export function logBatch(processed: readonly ProcessedMessage[], log: MetricLog, metrics: readonly MetricData[]): void {
  const [only] = processed;
  if (processed.length === 1 && only?.details) logOutcome(only.details, log, metrics);
  else log.info('batch processed', { deliveries: processed.length }, ...metrics);
}
