import { cleanUpSubscriptions } from '../../aws/temporary-subscription.ts';
import type { ExitCode } from '../../errors/cli-error.ts';
import type { Context } from '../../context.ts';
import { PROGRAM_NAME } from '../../framework/help-text.ts';
import { formatCount } from '../../terminal/format.ts';

/** Selects what to clean up. */
export interface CleanUpInput {
  readonly name: string | undefined;
  readonly dryRun: boolean | undefined;
}

/** Removes the rules and queues that killed runs left. With a name, only that one. */
export async function cleanUp(context: Context, { name, dryRun = false }: CleanUpInput): Promise<ExitCode> {
  const { output } = context;
  const names = await cleanUpSubscriptions(context, { name, dryRun });
  output.document({ dryRun, removed: dryRun ? 0 : names.length, names });
  const counted = formatCount(names.length, 'rule with its queue', 'rules with their queues');
  if (names.length === 0)
    output.line('Nothing to remove. Rules and queues that are in use or have another name are kept.');
  else if (dryRun) {
    for (const one of names) output.line(`would remove  ${one}`);
    output.line(`Would remove ${counted}. Dry run: nothing was removed.`);
    output.next([PROGRAM_NAME, 'listen --clean-up', ...(name === undefined ? [] : ['--name', name])].join(' '));
  } else output.line(`Removed ${counted}.`);
  return 0;
}
