import type { GraphClient } from '../../src/graph/client/client.ts';
import { GraphError } from '../../src/graph/client/graph-error.ts';
import { readPageToken } from '../../src/graph/resources/page-tokens.ts';
import { listSubscribedApps, type Account } from '../../src/graph/resources/subscribed-apps.ts';
import { readTokenOwner } from '../../src/graph/resources/token-info.ts';
import type { AccountName, AccountState } from './account.ts';
import { explainGraphError } from '../errors/explain-graph-error.ts';
import type { GraphAccess } from './graph-access.ts';

/** An account in the Graph API, with a client that can act for it. */
export interface OpenAccount {
  readonly account: Account;
  readonly client: GraphClient;
}

/** Causes that concern a single account. Other causes would also affect the next account. */
const OF_ONE_ACCOUNT: ReadonlySet<string> = new Set(['OBJECT_UNKNOWN', 'PERMISSION_MISSING', 'WRONG_TOKEN_TYPE']);

/**
 * Creates a function that finds the client for an account. A Page needs its Page access token, which is fetched with
 * the given token, unless the given token is already the Page's.
 */
export function createAccountOpener({ client }: GraphAccess): (name: AccountName) => Promise<OpenAccount> {
  let owner: Promise<string> | undefined;
  return async ({ kind, id }) => {
    if (kind !== 'page') return { account: { kind: kind === 'whatsapp' ? 'waba' : 'instagram', id }, client };
    owner ??= readTokenOwner(client).then((found) => found.id);
    const page: Account = { kind: 'page', id };
    return (await owner) === id
      ? { account: page, client }
      : { account: page, client: client.withToken(await readPageToken(client, id)) };
  };
}

/**
 * Reads the fields that an account sends to an app.
 * @throws GraphError
 */
export async function readAccountState(
  { account, client }: OpenAccount,
  appId: string,
): Promise<Pick<AccountState, 'sends' | 'overrideCallbackUrl'>> {
  const apps = await listSubscribedApps(client, account);
  // Instagram Login has its own app ids, and shows a token only its own app.
  const ours =
    apps.find((app) => app.appId === appId) ??
    (account.kind === 'instagram' && apps.length === 1 ? apps[0] : undefined);
  return ours ? { sends: ours.fields ?? [], overrideCallbackUrl: ours.overrideCallbackUrl } : {};
}

/**
 * Reads the fields that several accounts send. The state of an account that fails contains its problem.
 * @throws GraphError for a problem of the token, the app or the network
 */
export async function readAccountStates(
  access: GraphAccess,
  names: readonly AccountName[],
  onRead: (count: number) => void,
): Promise<AccountState[]> {
  const open = createAccountOpener(access);
  const states: AccountState[] = [];
  for (const name of names) {
    states.push({
      ...name,
      ...(await open(name)
        .then(async (opened) => readAccountState(opened, access.appId))
        .catch(findProblem)),
    });
    onRead(states.length);
  }
  return states;
}

function findProblem(error: unknown): Pick<AccountState, 'problem'> {
  if (!(error instanceof GraphError) || !OF_ONE_ACCOUNT.has(error.code)) throw error;
  const { code, message, hint } = explainGraphError(error);
  return { problem: { code, message, hint } };
}
