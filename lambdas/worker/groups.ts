import type { SQSRecord } from 'aws-lambda';
import { readPointer } from '../../src/pipeline/delivery/encoding.ts';
import { readOrigin } from '../../src/pipeline/delivery/queue-message.ts';
import { attributesOf, receivesOf } from './queue.ts';

/**
 * Decides what is handled together. First receives go together, but for bodies that no message could hold: a Lambda
 * event has at most 6 MB, so that bounds the memory. What a command moved goes alone too. A delivery that was received
 * before is handled alone and last,
 * smallest first: one of these may have killed the process the last time, and must not take its neighbors with it.
 * From the third receive on the order rotates, because size alone lets a small killer starve its larger neighbors.
 */
export function groupRecords(records: readonly SQSRecord[]): SQSRecord[][] {
  const bySize = records
    .map((record) => ({ record, bytes: sizeOf(record) }))
    .sort((a, b) => a.bytes - b.bytes)
    .map(({ record }) => record);
  const {
    together = [],
    alone = [],
    again = [],
  } = Object.groupBy(bySize, (record) => {
    if (receivesOf(record) > 1) return 'again';
    return isOversize(record) || isMoved(record) ? 'alone' : 'together';
  });
  return [together, ...[...alone, ...rotate(again)].map((record) => [record])].filter((group) => group.length > 0);
}

function rotate(again: readonly SQSRecord[]): SQSRecord[] {
  if (again.length === 0) return [];
  const steps = Math.max(0, Math.max(...again.map(receivesOf)) - 2) % again.length;
  return [...again.slice(steps), ...again.slice(0, steps)];
}

/** The size of Meta's body: the message body of `encoding: s3` is only a pointer to it. */
function sizeOf(record: SQSRecord): number {
  if (!isOversize(record)) return record.body.length;
  try {
    return readPointer(record.body).bytes;
  } catch {
    return record.body.length; // not readable: it goes to the dead letters without a parse
  }
}

/** A command moved it, and may have left a second copy: it is handled alone, so that what it emits is marked. */
export function isMoved(record: SQSRecord): boolean {
  try {
    return readOrigin(attributesOf(record)['origin']).moved !== undefined;
  } catch {
    return false; // not readable: it goes to the dead letters
  }
}

function isOversize(record: SQSRecord): boolean {
  return attributesOf(record)['encoding'] === 's3';
}
