import { InvalidArgumentError } from 'commander';
import { isUuid } from '../../src/text/uuid.ts';
import { isShortId } from '../aws/delivery-id.ts';
import { parseDuration } from './time.ts';

/** Stands in for the deliveryId of a dead letter that has none. */
const MESSAGE = /^message:[\w-]{1,100}$/;

/** Parses an option's value as a whole number between two bounds. */
export function wholeNumber(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

/** Parses a deliveryId, or its last 8 characters, as lists print them on a terminal. */
export function deliveryIdOrEnd(text: string): string {
  if (isUuid(text) || MESSAGE.test(text) || isShortId(text)) return text;
  throw new InvalidArgumentError('It must be a deliveryId, a lowercase UUID, or its last 8 characters.');
}

/** Parses a deliveryId, or the `message:<id>` that stands in for it if a dead letter has no deliveryId. */
export function deliveryId(text: string): string {
  if (isUuid(text) || MESSAGE.test(text)) return text;
  throw new InvalidArgumentError('It must be a whole deliveryId, a lowercase UUID. Lists print it with --wide.');
}

/** Parses a duration above zero, such as `30s`, into milliseconds. */
export function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new InvalidArgumentError('It must be a duration: 30s, 10m, 2h, 3d.');
}
