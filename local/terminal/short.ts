import { isUuid } from '../../src/text/uuid.ts';
import type { Screen } from './screen.ts';

type Compactness = Pick<Screen, 'isCompact'>;

const LONG_HEX = /^[0-9a-f]{32,}$/;
const SHORT_CHARACTERS = 8;

/**
 * Shortens an id on a terminal. A hash keeps its first 8 characters. A deliveryId keeps its last 8, because a UUIDv7
 * starts with its time, which is the same for all deliveries within a minute.
 */
export function shortId(id: string, { isCompact }: Compactness): string {
  if (!isCompact) return id;
  if (isUuid(id)) return id.slice(-SHORT_CHARACTERS);
  return LONG_HEX.test(id) ? id.slice(0, SHORT_CHARACTERS) : id;
}

/** Shortens an ISO 8601 time in UTC on a terminal to seconds. The result is still accepted by `--from`. */
export function shortTime(time: string, { isCompact }: Compactness): string {
  return isCompact ? time.replace(/\.\d{1,9}Z$/, 'Z') : time;
}
