import { subscribeAccount } from '../../../src/graph/resources/subscribed-apps.ts';
import type { AccountName } from '../../meta/account.ts';
import { createAccountOpener, readAccountState, type OpenAccount } from '../../meta/account-state.ts';
import { CliError, type ExitCode } from '../../errors/cli-error.ts';
import { throwIfInterrupted, type Context } from '../../context.ts';
import { explainError } from '../../errors/explain-error.ts';
import { mustBeKnown } from '../../meta/known-topic.ts';
import { notAsked, openAccounts, type AskedAccounts, type OpenAccounts } from './open-accounts.ts';
import { sanitize } from '../../../src/text/terminal-safe.ts';
import { compareAccounts, listDesiredFields } from '../../meta/desired-subscriptions.ts';

/** An account and the fields to subscribe to. */
interface PlannedAccount extends AccountName {
  /** Includes the current fields, because it is not documented whether Meta keeps them. */
  readonly fields: readonly string[];
}

interface Progress {
  readonly done: PlannedAccount[];
  readonly unchanged: AccountName[];
  stoppedBy?: CliError;
}

/** Subscribes the app to the given account, or to the accounts in the configuration that do not send all fields. */
export async function addAccounts(
  context: Context,
  asked: AskedAccounts,
  fields: readonly string[],
): Promise<ExitCode> {
  const { dryRun = false } = asked.options;
  if (fields.length > 0) mustBeFields(asked, fields);
  const opened = await openAccounts(context, asked);
  const progress = await carryOut(context, opened, { asked, fields, dryRun });
  report(context, opened, { ...progress, dryRun });
  if (progress.stoppedBy) throw progress.stoppedBy;
  return 0;
}

function mustBeFields({ kind, options }: AskedAccounts, fields: readonly string[]): void {
  if (kind === 'whatsapp')
    throw new CliError('USAGE', {
      message: 'fields cannot be set for a WhatsApp account',
      hint:
        'Leave out the fields, and subscribe to them with ' +
        '`npx meta-webhooks subscriptions add whatsapp_business_account`.',
    });
  if (kind !== undefined && options.force !== true) mustBeKnown(kind, fields);
}

interface Order {
  readonly asked: AskedAccounts;
  readonly fields: readonly string[];
  readonly dryRun: boolean;
}

/** Returns the finished part even if a later account fails. */
async function carryOut(context: Context, opened: OpenAccounts, order: Order): Promise<Progress> {
  const { names } = opened;
  const open = createAccountOpener(opened);
  const progress: Progress = { done: [], unchanged: [] };
  try {
    for (const name of names) {
      throwIfInterrupted(context.ports);
      context.output.progress(() => `${progress.done.length + progress.unchanged.length} of ${names.length} accounts`);
      const planned = await addOne(context, opened, { ...order, name, account: await open(name) });
      if (planned) progress.done.push(planned);
      else progress.unchanged.push(name);
    }
  } catch (error) {
    if (progress.done.length === 0) throw error;
    progress.stoppedBy = explainError(error);
  }
  return progress;
}

/** Subscribes one account. A given account is always subscribed, because that reactivates it. */
async function addOne(
  context: Context,
  opened: OpenAccounts,
  order: Order & { readonly name: AccountName; readonly account: OpenAccount },
): Promise<PlannedAccount | undefined> {
  const { asked, fields, dryRun, name, account } = order;
  const desired = fields.length > 0 ? fields : fieldsDesired(opened, name);
  const state = { ...name, ...(await readAccountState(account, opened.appId)) };
  const isLacking = compareAccounts(context, opened, [state]).some(({ isLoss }) => isLoss);
  if (asked.id === undefined && !isLacking) return undefined;
  const all = name.kind === 'whatsapp' ? [] : [...new Set([...(state.sends ?? []), ...desired])];
  if (!dryRun) await subscribeAccount(account.client, account.account, all);
  return { ...name, fields: all };
}

function fieldsDesired({ desired, app }: OpenAccounts, name: AccountName): readonly string[] {
  const fields = listDesiredFields(desired, name) ?? [];
  if (fields.length > 0 || name.kind === 'whatsapp') return fields;
  throw new CliError('USAGE', {
    message: `the configuration has no fields of ${name.kind} ${name.id} for the app ${app.key}`,
    hint:
      `Give the fields (accounts add ${name.kind} ${name.id} feed), or set ` +
      `metaWebhooks.apps.${app.key}.accounts and deploy.`,
  });
}

function report(
  context: Context,
  opened: OpenAccounts,
  { done, unchanged, dryRun }: Progress & { readonly dryRun: boolean },
): void {
  const { output } = context;
  output.document({
    dryRun,
    app: opened.app.key,
    appId: opened.appId,
    subscribed: done,
    unchanged,
    notAsked: opened.notAsked,
  });
  for (const { kind, id, fields } of done) {
    output.line(
      `${dryRun ? 'would subscribe' : 'subscribed'}  ${kind} ` +
        `${id}${fields.length === 0 ? '' : `: ${fields.map(sanitize).join(', ')}`}`,
    );
  }
  for (const { kind, id } of unchanged) output.line(`unchanged  ${kind} ${id}`);
  for (const one of opened.notAsked) output.note(notAsked(context, opened, one));
  if (dryRun) output.line('Dry run: nothing was changed.');
}
