import { cleanUpSubscriptions } from '../../aws/temporary-subscription.ts';
import type { ExitCode } from '../../errors/cli-error.ts';
import type { Context } from '../../context.ts';
import { formatCount } from '../../terminal/format.ts';

/** Removes the rules and queues that killed runs left. With a name, only that one. */
export async function cleanUp(context: Context, { name }: { readonly name: string | undefined }): Promise<ExitCode> {
  const { output } = context;
  const removed = await cleanUpSubscriptions(context, { name });
  output.document({ removed });
  output.line(
    removed === 0
      ? 'Nothing to remove. Rules and queues that are in use or have another name are kept.'
      : `Removed ${formatCount(removed, 'rule with its queue', 'rules with their queues')}.`,
  );
  return 0;
}
