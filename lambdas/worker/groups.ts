import type { SQSRecord } from 'aws-lambda';
import { attributesOf, receivesOf } from './queue.ts';

/**
 * Decides what is handled together. First receives go together, but for bodies that no message could hold: a Lambda
 * event has at most 6 MB, so that bounds the memory. What was received before goes alone and last, smallest first:
 * one of these may have killed the process the last time, and must not drag its neighbours along.
 */
export function groupRecords(records: readonly SQSRecord[]): SQSRecord[][] {
  const bySize = [...records].sort((a, b) => a.body.length - b.body.length);
  const { together = [], large = [], again = [] } = Object.groupBy(bySize, (record) => {
    if (receivesOf(record) > 1) return 'again';
    return attributesOf(record)['encoding'] === 's3' ? 'large' : 'together';
  });
  return [together, ...[...large, ...again].map((record) => [record])].filter((group) => group.length > 0);
}
