import { unsubscribeAccount } from '../../../src/graph/resources/subscribed-apps.ts';
import type { AccountName } from '../../meta/account.ts';
import { createAccountOpener, readAccountState } from '../../meta/account-state.ts';
import { CliError, type ExitCode } from '../../errors/cli-error.ts';
import type { Context } from '../../context.ts';
import { openAccounts, type AccountOptions } from './open-accounts.ts';
import { sanitize } from '../../../src/text/terminal-safe.ts';
import { listDesiredFields } from '../../meta/desired-subscriptions.ts';

/** Unsubscribes the app from an account. */
export async function removeAccount(
  context: Context,
  { kind, id, options }: AccountName & { readonly options: AccountOptions },
): Promise<ExitCode> {
  const { output } = context;
  const { dryRun = false } = options;
  const opened = await openAccounts(context, { kind, id, options });
  const { account, client } = await createAccountOpener(opened)({ kind, id });
  const { sends } = await readAccountState({ account, client }, opened.appId);
  if (!sends)
    throw new CliError('NOT_SUBSCRIBED', {
      message: `${kind} ${id} does not send to the app ${opened.appId}`,
      hint: 'Check the id and --app-id. Nothing was changed.',
    });
  if (!dryRun) await unsubscribeAccount(client, account);
  output.document({ dryRun, app: opened.app.key, appId: opened.appId, ended: { kind, id, fields: sends } });
  output.line(
    `${dryRun ? 'would remove' : 'removed'}  ${kind} ${id}${sends.length === 0 ? '' : `: ${sends.map(sanitize).join(', ')}`}`,
  );
  if (listDesiredFields(opened.desired, { kind, id }))
    output.note(`The configuration still contains ${kind} ${id}. Remove it there too.`);
  if (dryRun) output.line('Dry run: nothing was changed.');
  return 0;
}
