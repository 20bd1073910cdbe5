import type { SQSRecord } from 'aws-lambda';
import { readPointer } from '../../src/delivery/encoding.ts';
import { attributesOf, receivesOf } from './queue.ts';

/**
 * Decides what is handled together. First receives go together, but for bodies that no message could hold: a Lambda
 * event has at most 6 MB, so that bounds the memory. A delivery that was received before is handled alone and last,
 * smallest first: one of these may have killed the process the last time, and must not take its neighbors with it.
 * From the third receive on the order rotates, because size alone lets a small killer starve its larger neighbors.
 */
export function groupRecords(records: readonly SQSRecord[]): SQSRecord[][] {
  const bySize = records.map((record) => ({ record, bytes: sizeOf(record) })).sort((a, b) => a.bytes - b.bytes).map(({ record }) => record);
  const { together = [], large = [], again = [] } = Object.groupBy(bySize, (record) => {
    if (receivesOf(record) > 1) return 'again';
    return isOversize(record) ? 'large' : 'together';
  });
  return [together, ...[...large, ...rotate(again)].map((record) => [record])].filter((group) => group.length > 0);
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

function isOversize(record: SQSRecord): boolean {
  return attributesOf(record)['encoding'] === 's3';
}
