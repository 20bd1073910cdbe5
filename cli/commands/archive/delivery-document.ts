import type { FoundDelivery } from '../../aws/deliveries.ts';

/** Formats a delivery for `--json`. */
export function toDocument({
  deliveryId: id,
  app,
  receivedAt,
  encoding,
  bytes,
  changes,
  matching,
  problem,
  key,
}: FoundDelivery) {
  return {
    deliveryId: id,
    app,
    receivedAt,
    encoding,
    bytes,
    changes: changes.length,
    matching: matching.length,
    ...(problem && { problem }),
    key,
  };
}
