import { defineCommand } from '../../framework/define-command.ts';
import { GRAPH_OPTIONS } from '../../meta/graph-options.ts';

const NOTES = `Prints one line for each check: ok, warning (works, but needs attention), failed
(changes are lost, late or rejected) or skipped, with what to do. All checks
run, even if one fails. The exit code is 1 if a check failed.

The round trip is an end-to-end check: it posts one signed request to the
callback URL and waits for its event, meta_webhooks.round_trip, with a temporary
rule on the bus. Rules for Meta's objects do not match this event, but rules
that match everything do. --no-round-trip skips this check. doctor changes and
sends nothing else.`;

/** `doctor`. */
export const doctor = defineCommand({
  name: 'doctor',
  summary: 'check that everything works, from the TLS certificate to the bus and at Meta',
  arguments: [],
  options: [
    { flags: '--app <key>', description: 'check only this app', defaultText: 'all apps' },
    { flags: '--no-round-trip', description: 'skip the end-to-end check' },
    ...GRAPH_OPTIONS,
  ],
  notes: [NOTES],
  examples: [
    { args: '' },
    { args: '--no-round-trip --json', pipeTo: `jq '.checks[] | select(.status == "failed")'` },
    {
      comment: 'With a token, doctor also checks the accounts',
      environment: 'META_ACCESS_TOKEN=…',
      args: '--app shop',
    },
  ],
  connects: 'stack',
  run: async (context, { options }) => (await import('./run.ts')).doctor(context, options),
});
