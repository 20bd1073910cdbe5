import { listPages } from '../../../src/graph/resources/page-tokens.ts';
import type { AccountName, AccountState } from '../../meta/account.ts';
import { readAccountStates } from '../../meta/account-state.ts';
import { CliError, type ExitCode } from '../../errors/cli-error.ts';
import type { Context } from '../../context.ts';
import { notAsked, openAccounts, type AskedAccounts, type OpenAccounts } from './open-accounts.ts';
import { formatCount } from '../../terminal/format.ts';
import { red, yellow } from '../../../local/terminal/text.ts';
import { markedFields, paintFields, reportDifferences } from '../../meta/report-differences.ts';
import type { Cell } from '../../terminal/table.ts';
import { compareAccounts, listDesiredFields, type Difference } from '../../meta/desired-subscriptions.ts';

/** Prints the fields that accounts send. A problem of one of several accounts is part of the list, not an error. */
export async function listAccounts(context: Context, asked: AskedAccounts): Promise<ExitCode> {
  const { output } = context;
  const opened = await openAccounts(context, asked);
  const names = asked.options.allPages === true ? await withAllPages(opened) : opened.names;
  const states = await readAccountStates(opened, names, (count) => {
    output.progress(() => `read ${count} of ${formatCount(names.length, 'account')}`);
  });
  const [only] = states;
  if (states.length === 1 && only?.problem) throw new CliError(only.problem.code, only.problem);
  const differences = compareAccounts(context, opened, states);
  const { app, appId, desired, notAsked: left } = opened;
  const accounts = states.map((state) => ({ ...state, isSubscribed: state.sends !== undefined }));
  output.document({ app: app.key, appId, accounts, desired: desired.accounts, notAsked: left, differences });
  report(context, opened, { states, differences });
  return states.some(({ problem }) => problem !== undefined) ? 1 : 0;
}

interface Found {
  readonly states: readonly AccountState[];
  readonly differences: readonly Difference[];
}

function report(context: Context, opened: OpenAccounts, { states, differences }: Found): void {
  const { output } = context;
  const { app, appId, desired } = opened;
  output.line(`App ${appId} (${app.key})`);
  output.line();
  output.table(
    ['KIND', 'ID', { title: 'SENDS', wraps: true }],
    states.map((state) => formatRow(opened, state, differences)),
  );
  reportDifferences(output, {
    differences,
    isAnythingDesired: states.some((state) => listDesiredFields(desired, state) !== undefined),
    isAnythingSent: states.some(({ sends }) => sends !== undefined),
  });
  for (const { kind, id, problem } of states)
    if (problem) output.note(`${kind} ${id}: ${problem.code}: ${problem.message}\n  ${problem.hint}`);
  for (const one of opened.notAsked) output.note(notAsked(context, opened, one));
}

async function withAllPages({ client, names }: OpenAccounts): Promise<AccountName[]> {
  const pages = (await listPages(client)).map(({ id }): AccountName => ({ kind: 'page', id }));
  return [...names, ...pages.filter(({ id }) => !names.some((name) => name.kind === 'page' && name.id === id))];
}

function formatRow({ desired }: OpenAccounts, state: AccountState, differences: readonly Difference[]): Cell[] {
  const { kind, id, sends, problem, overrideCallbackUrl } = state;
  if (problem) return [kind, id, red(`unknown: ${problem.code}`)];
  if (!sends) return [kind, id, yellow('nothing to this app')];
  const what =
    kind === 'whatsapp'
      ? `the fields of the app${overrideCallbackUrl === undefined ? '' : ', to another callback URL'}`
      : markedFields(sends, listDesiredFields(desired, state));
  return [kind, id, paintFields(what, `${kind} ${id}`, differences)];
}
