import { FILTER_OPTIONS } from '../../aws/delivery-filter.ts';
import { defineCommand, defineGroup } from '../../framework/define-command.ts';
import { deliveryIdOrEnd } from '../../options/parse-value.ts';
import { TIMES } from '../../options/time.ts';

const list = defineCommand({
  name: 'list',
  summary: 'list deliveries and count their changes per object and field',
  arguments: [],
  options: [
    { flags: '--from <time>', description: 'received at or after', required: true },
    { flags: '--to <time>', description: 'received before', default: 'now' },
    ...FILTER_OPTIONS,
  ],
  notes: [TIMES],
  examples: [
    { args: '--from 2h' },
    { args: '--from 2026-01-31T12:00Z --to 2026-01-31T13:00Z --object instagram --field comments' },
    { args: '--from 3d --json', pipeTo: "jq '.deliveries[].deliveryId'" },
  ],
  connects: 'stack',
  run: async (context, { options }) => (await import('./list.ts')).listDeliveries(context, options),
});

const show = defineCommand({
  name: 'show',
  summary: 'show one delivery: its changes and the ids of their events',
  arguments: [{ name: '<deliveryId>', description: 'as printed by archive list', parse: deliveryIdOrEnd }],
  options: [
    { flags: '--from <time>', description: 'received at or after', defaultText: 'the time in the id' },
    { flags: '--to <time>', description: 'received before', defaultText: 'the time in the id' },
    { flags: '--body', description: "print only Meta's body to standard output" },
  ],
  notes: [TIMES],
  examples: [
    { args: '019b7600-0000-7000-8000-000000000001' },
    { args: '019b7600-0000-7000-8000-000000000001 --body', pipeTo: 'jq .' },
  ],
  connects: 'stack',
  run: async (context, { args, options }) =>
    (await import('./show.ts')).showArchived(context, args.deliveryId, options),
});

/** `archive list|show`. */
export const archive = defineGroup({
  name: 'archive',
  summary: 'browse archived deliveries',
  verbs: [list, show],
});
