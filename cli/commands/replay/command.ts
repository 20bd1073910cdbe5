import { FILTER_OPTIONS } from '../../aws/delivery-filter.ts';
import { defineCommand } from '../../framework/define-command.ts';
import { wholeNumber } from '../../options/parse-value.ts';
import { TIMES } from '../../options/time.ts';

const NOTES = `Sends archived deliveries to the delivery queue again, selected by the time at
which they were received. Deliveries are replayed whole: filters select
deliveries that contain a matching change, and all their changes are replayed.

Without --again, the worker handles them like Meta's retries: it skips changes
that were claimed before and emits only those that the claim table does not
contain. Claims expire, so deliveries before the deduplication window are
rejected. Changes in the dead-letter queue are claimed: use dead-letters redrive
for these.

With --again, all changes are emitted again to every consumer. Use it if
consumers need the events a second time, or if the delivery of a claim is lost.
All messages of a run have the same nonce, so that the run emits no change
twice. If a filter matches only some changes of a delivery, the run is rejected
before anything is sent, unless --whole-deliveries allows emitting the others.

Replayed events contain replayOf, the deliveryId of the original delivery.

The state file records what was sent, batch by batch. After Ctrl-C, a crash or a
queue error, --resume continues from there. Messages in progress may be sent
again, but claims prevent duplicate events. The file is removed when the run has
finished.`;

/** `replay`. */
export const replay = defineCommand({
  name: 'replay',
  summary: 'send archived deliveries to the delivery queue again',
  arguments: [],
  options: [
    { flags: '--from <time>', description: 'received at or after' },
    { flags: '--to <time>', description: 'received before', defaultText: 'now' },
    ...FILTER_OPTIONS,
    {
      flags: '--rate <n>',
      description: 'maximum deliveries per second',
      parse: wholeNumber(1, 1_000),
      default: 50,
    },
    { flags: '--again', description: 'emit changes again that were emitted before' },
    {
      flags: '--whole-deliveries',
      description: 'with --again: allow emitting changes that the filter does not match',
    },
    {
      flags: '--window-days <n>',
      description: 'deduplication window in days',
      defaultText: 'the deployed one',
      parse: wholeNumber(1, 365),
    },
    { flags: '--dry-run', description: 'print the deliveries without sending them' },
    {
      flags: '--state <file>',
      description: 'the new state file',
      defaultText: '.receiver-replay-<run>.json',
    },
    {
      flags: '--resume <file>',
      description: 'continue the run of this state file, with its own range and filters',
    },
  ],
  notes: [NOTES, TIMES],
  examples: [
    { args: '--from 2h --dry-run' },
    { args: '--from 2026-01-31T12:00Z --to 2026-01-31T13:00Z' },
    { args: '--from 1h --field comments --again --rate 20' },
    { args: '--resume .receiver-replay-019b7600-0000-7000-8000-000000000001.json' },
  ],
  connects: 'stack',
  run: async (context, { options }) => (await import('./run.ts')).replay(context, options),
});
