import { CliError } from '../errors/cli-error.ts';

const SHORT = /^[0-9a-f]{8}$/;

/** Whether an id is only the end of a deliveryId, as lists print it on a terminal. */
export function isShortId(id: string): boolean {
  return SHORT.test(id);
}

/** Whether a deliveryId is the given one, or ends with the given end. */
export function matchesId(deliveryId: string, given: string): boolean {
  return deliveryId === given || (isShortId(given) && deliveryId.endsWith(given));
}

/**
 * Returns the id in full if it is short and only one of the deliveries ends with it. Returns it unchanged if none does.
 * @throws {@link CliError} DELIVERY_AMBIGUOUS
 */
export function completeId(given: string, deliveryIds: readonly string[]): string {
  const found = [...new Set(deliveryIds.filter((id) => matchesId(id, given)))];
  const [only = given] = found;
  if (found.length <= 1) return only;
  throw new CliError('DELIVERY_AMBIGUOUS', {
    message: `several deliveryIds end with ${given}`,
    hint: `Give one in full: ${found.join(', ')}.`,
  });
}
