import { defineCommand, defineGroup } from '../../framework/define-command.ts';
import { deliveryIdOrEnd, wholeNumber } from '../../options/parse-value.ts';

const PEEKING =
  'This hides the messages for a moment and counts as one receive of each. The dead-letter queue has no maximum ' +
  'receive count.';

const list = defineCommand({
  name: 'list',
  summary: 'list the dead letters',
  description: `Lists the dead letters without their bodies. ${PEEKING}`,
  arguments: [],
  options: [
    {
      flags: '--limit <n>',
      description: 'maximum number of messages to list',
      parse: wholeNumber(1, 100_000),
      default: 100,
    },
  ],
  notes: [],
  examples: [{ args: '' }, { args: '--limit 1000 --json', pipeTo: "jq '.deadLetters[].deliveryId'" }],
  connects: 'stack',
  run: async (context, { options }) => (await import('./list.ts')).listDeadLetters(context, options),
});

const show = defineCommand({
  name: 'show',
  summary: 'show one dead letter, and how to find the error',
  description: `Shows one dead letter, and the Logs Insights query that finds its error. ${PEEKING}`,
  arguments: [{ name: '<deliveryId>', description: 'as printed by dead-letters list', parse: deliveryIdOrEnd }],
  options: [{ flags: '--body', description: "print only Meta's body to standard output" }],
  notes: [],
  examples: [
    { args: '019b7600-0000-7000-8000-000000000001' },
    { args: '019b7600-0000-7000-8000-000000000001 --body', pipeTo: 'jq .' },
  ],
  connects: 'stack',
  run: async (context, { args, options }) =>
    (await import('./show.ts')).showDeadLetter(context, args.deliveryId, options),
});

const MOVING = `SQS moves all messages with its message move task. The command moves messages
one by one for --delivery-id, if unreadable messages must stay, and if the
service has no move task. Changes that were emitted before the delivery failed
are duplicates and are not emitted again.`;

const redrive = defineCommand({
  name: 'redrive',
  summary: 'move dead letters back to the delivery queue',
  description: 'Moves dead letters back to the delivery queue, which processes them again.',
  arguments: [],
  options: [
    {
      flags: '--rate <n>',
      description: 'maximum messages per second',
      defaultText: "SQS's choice, or 50 if the command moves them",
      parse: wholeNumber(1, 500),
    },
    {
      flags: '--delivery-id <id>',
      description: 'only this delivery; can be repeated',
      repeatable: true,
      parse: deliveryIdOrEnd,
    },
    { flags: '--include-unreadable', description: 'include messages with a reason, which will fail again' },
    { flags: '--dry-run', description: 'print the messages without moving them' },
  ],
  notes: [MOVING],
  examples: [
    { args: '--dry-run' },
    { args: '--rate 20' },
    { args: '--delivery-id 019b7600-0000-7000-8000-000000000001' },
  ],
  connects: 'stack',
  run: async (context, { options }) => (await import('./redrive.ts')).redrive(context, options),
});

/** `dead-letters list|show|redrive`. */
export const deadLetters = defineGroup({
  name: 'dead-letters',
  summary: 'list and redrive deliveries that failed 12 times or cannot be read',
  verbs: [list, show, redrive],
});
