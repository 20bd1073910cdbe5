import { PROGRAM_NAME } from '../framework/help-text.ts';
import { DASHBOARD_ONLY_OBJECTS, type AppSubscription } from '../../src/graph/resources/app-subscriptions.ts';
import { readDesiredOf, type Desired } from '../../src/graph/resources/desired-subscriptions.ts';
import type { AccountName, AccountState, InstagramLogin } from './account.ts';
import type { Context } from '../context.ts';
import type { DeployedApp } from '../aws/stack.ts';

/** A difference between the subscriptions at Meta and the desired subscriptions. */
export interface Difference {
  readonly code:
    'CALLBACK_ELSEWHERE' | 'FIELDS_EXTRA' | 'FIELDS_MISSING' | 'INACTIVE' | 'NOT_SUBSCRIBED' | 'NOT_WANTED';
  /** The object, or the kind and id of the account. */
  readonly about: string;
  /** Whether desired changes do not arrive. Otherwise, more changes arrive than desired. */
  readonly isLoss: boolean;
  /** The difference, as a sentence without a capital and a full stop. */
  readonly sentence: string;
  /** The command that fixes the difference, or the steps in the App Dashboard. */
  readonly fix: string;
}

/** The app of a comparison and its desired subscriptions. */
export interface Compared {
  readonly app: DeployedApp;
  readonly appId: string;
  readonly desired: Desired;
  /** @default 'instagram' */
  readonly login?: InstagramLogin;
}

/**
 * Reads an app's desired subscriptions from the deployed template. They are empty if the configuration has none.
 * @param appKey - the app's key in the configuration
 */
export async function readDesired({ stack }: Pick<Context, 'stack'>, appKey: string): Promise<Desired> {
  return readDesiredOf(await stack.desiredMetadata(), appKey);
}

/** Returns the URL of an app's webhooks in the App Dashboard. */
export function dashboardUrl(appId: string): string {
  return `https://developers.facebook.com/apps/${appId}/webhooks/`;
}

/** Returns the `--app` option for a command line, if the stack has several apps. */
export function appOption({ stack }: Pick<Context, 'stack'>, app: DeployedApp): string {
  return stack.apps().length > 1 ? ` --app ${app.key}` : '';
}

/**
 * Compares an app's subscriptions with its configuration. Reports extra subscriptions only if the configuration has
 * desired subscriptions.
 */
export function compareSubscriptions(
  context: Pick<Context, 'stack'>,
  compared: Compared,
  actual: readonly AppSubscription[],
): Difference[] {
  const { desired, app } = compared;
  const fix = mender(context, compared);
  const missing = Object.entries(desired.subscriptions).flatMap(([object, fields]) => {
    const subscription = actual.find((one) => one.object === object);
    const [sentence, code] = whatIsWrong(object, { fields, subscription, callbackUrl: app.callbackUrl }) ?? [];
    return sentence === undefined || code === undefined
      ? []
      : [{ code, about: object, isLoss: true, sentence, fix: fix('add', object, fields) }];
  });
  return [...missing, ...actual.flatMap((subscription) => findExtra(compared, subscription, fix))];
}

type Fix = (what: 'add' | 'remove', object: string, fields?: readonly string[]) => string;

function mender(context: Pick<Context, 'stack'>, { app, appId }: Compared): Fix {
  return (what, object, fields = []) =>
    DASHBOARD_ONLY_OBJECTS.has(object)
      ? `Open ${dashboardUrl(appId)}, choose ${object}, then ` +
        `${what === 'add' ? 'subscribe' : 'unsubscribe'}${what === 'add' ? ` with ${app.callbackUrl}` : ''}${fields.length === 0 ? '' : `: ${fields.join(', ')}`}`
      : `${PROGRAM_NAME} subscriptions ${[what, object, ...fields].join(' ')}${appOption(context, app)}`;
}

interface Expected {
  readonly fields: readonly string[];
  readonly subscription: AppSubscription | undefined;
  readonly callbackUrl: string;
}

/** Returns only the most important difference, because one command fixes them all. */
function whatIsWrong(
  object: string,
  { fields, subscription, callbackUrl }: Expected,
): [sentence: string, code: Difference['code']] | undefined {
  if (!subscription) return [`the app is not subscribed to ${object}`, 'NOT_SUBSCRIBED'];
  if (subscription.callbackUrl !== callbackUrl)
    return [`${object} is subscribed with another callback URL`, 'CALLBACK_ELSEWHERE'];
  if (!subscription.active) return [`the subscription to ${object} is not active: Meta disabled it`, 'INACTIVE'];
  const lacking = fields.filter((field) => !subscription.fields.some(({ name }) => name === field));
  return lacking.length === 0
    ? undefined
    : [`the app is not subscribed to ${object}: ${lacking.join(', ')}`, 'FIELDS_MISSING'];
}

function findExtra(
  { desired, app }: Compared,
  { object, callbackUrl, fields }: AppSubscription,
  fix: Fix,
): Difference[] {
  if (Object.keys(desired.subscriptions).length === 0 || callbackUrl !== app.callbackUrl) return [];
  const expected = desired.subscriptions[object];
  if (!expected) {
    const sentence = `the app is subscribed to ${object}, which is not in the configuration`;
    return [{ code: 'NOT_WANTED', about: object, isLoss: false, sentence, fix: fix('remove', object) }];
  }
  const extra = fields.map(({ name }) => name).filter((name) => !expected.includes(name));
  if (extra.length === 0) return [];
  const sentence = `the app is subscribed to fields of ${object} that are not in the configuration: ${extra.join(', ')}`;
  return [{ code: 'FIELDS_EXTRA', about: object, isLoss: false, sentence, fix: fix('remove', object, extra) }];
}

/** Compares the fields that accounts send with the configuration. Skips accounts that could not be read. */
export function compareAccounts(
  context: Pick<Context, 'stack'>,
  { desired, app, login }: Compared,
  states: readonly AccountState[],
): Difference[] {
  return states
    .filter(({ problem }) => problem === undefined)
    .flatMap((state) => {
      const about = `${state.kind} ${state.id}`;
      const unified = state.kind === 'instagram' && login === 'unified' ? ' --login unified' : '';
      const command = (what: string): string =>
        `${PROGRAM_NAME} accounts ${what} ${about}${unified}${appOption(context, app)}`;
      return accountDifferences({
        state,
        expected: listDesiredFields(desired, state),
        callbackUrl: app.callbackUrl,
      }).map(([code, what]) => ({
        code,
        about,
        isLoss: code !== 'FIELDS_EXTRA',
        sentence: `${about} ${what}`,
        fix: code === 'FIELDS_EXTRA' ? `${command('remove')} && ${command('add')}` : command('add'),
      }));
    });
}

/** Returns the desired fields of an account; undefined if the account is not in the configuration. */
export function listDesiredFields({ accounts }: Desired, { kind, id }: AccountName): readonly string[] | undefined {
  if (kind === 'whatsapp') return accounts.whatsapp.includes(id) ? [] : undefined;
  const byId = kind === 'page' ? accounts.pages : accounts.instagram;
  return Object.hasOwn(byId, id) ? byId[id] : undefined;
}

interface ExpectedAccount {
  readonly state: AccountState;
  readonly expected: readonly string[] | undefined;
  readonly callbackUrl: string;
}

function accountDifferences({
  state,
  expected,
  callbackUrl,
}: ExpectedAccount): (readonly [Difference['code'], string])[] {
  const { kind, sends, overrideCallbackUrl = callbackUrl } = state;
  if (!expected) return [];
  if (!sends) return [['NOT_SUBSCRIBED', 'does not send to the app']];
  const lacking = expected.filter((field) => !sends.includes(field));
  const extra = kind === 'whatsapp' ? [] : sends.filter((field) => !expected.includes(field));
  return [
    ...(overrideCallbackUrl === callbackUrl
      ? []
      : [['CALLBACK_ELSEWHERE', 'sends to another callback URL than the app'] as const]),
    ...(lacking.length === 0 ? [] : [['FIELDS_MISSING', `does not send ${lacking.join(', ')}`] as const]),
    ...(extra.length === 0
      ? []
      : [['FIELDS_EXTRA', `sends fields that are not in the configuration: ${extra.join(', ')}`] as const]),
  ];
}
