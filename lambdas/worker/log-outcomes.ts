import { unknownShapes } from '../../src/catalog/unknown-shapes.ts';
import type { Log } from '../aws/log.ts';
import { countOutcomes, type DeliveryOutcome } from './change-outcome.ts';
import { logUnknownShapes } from './log-unknown-shapes.ts';

/** Logs one line per delivery, after the names in it that the catalog does not list. */
export function logOutcomes(outcomes: readonly DeliveryOutcome[], log: Log): void {
  for (const outcome of outcomes) {
    const { deliveryId, app } = outcome.delivery;
    const { changes, emitted, duplicates, weak, failed } = countOutcomes(outcome.changes);
    const unknown = outcome.changes.flatMap(({ change }) => unknownShapes(change)).length;
    const fields = { deliveryId, app, changes, emitted, duplicates, weak, unknown, failed };
    logUnknownShapes(outcome, log);
    if (failed > 0) log.error('delivery failed in part, will be tried again', fields);
    else log.info('delivered', fields);
  }
}
