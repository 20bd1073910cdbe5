import type { QueuedDelivery } from './to-queued-delivery.ts';

/**
 * Groups the deliveries that the worker processes together. First receives form one group, except for oversize bodies
 * and messages that a command moved, which are processed alone. A Lambda event has at most 6 MB, which bounds the
 * memory of the group.
 *
 * Deliveries that were received before are processed alone and last, smallest first: one of them may have killed the
 * process, and must not affect the others. From the third receive on, the order rotates. Sorting by size alone would
 * let a small body that kills the process block the larger ones.
 */
export function groupDeliveries(deliveries: readonly QueuedDelivery[]): QueuedDelivery[][] {
  const bySize = deliveries.toSorted((a, b) => a.bodyBytes - b.bodyBytes);
  const {
    together = [],
    alone = [],
    again = [],
  } = Object.groupBy(bySize, ({ receives, pointer, isMoved }) => {
    if (receives > 1) return 'again';
    return pointer !== undefined || isMoved ? 'alone' : 'together';
  });
  return [together, ...[...alone, ...rotate(again)].map((delivery) => [delivery])].filter((group) => group.length > 0);
}

function rotate(again: readonly QueuedDelivery[]): QueuedDelivery[] {
  if (again.length === 0) return [];
  const steps = Math.max(0, Math.max(...again.map(({ receives }) => receives)) - 2) % again.length;
  return [...again.slice(steps), ...again.slice(0, steps)];
}
