import { graphFromSecret, requireEnv } from 'meta-webhooks-aws/consumer';
import type { GraphClient } from 'meta-webhooks-aws/graph';

/** Graph API clients by id of a Page or account. Accounts without a client are ignored. */
export type AccountGraphs = ReadonlyMap<string, () => Promise<GraphClient>>;

/**
 * Creates the clients from the environment that `giveTokens` sets. Tokens are read on first use and cached for five
 * minutes. `GRAPH_API_URL` replaces the URL of the Graph API, for a gateway or for tests.
 */
export function accountGraphs(): AccountGraphs {
  const arns = JSON.parse(requireEnv('TOKEN_SECRET_ARNS')) as Readonly<Record<string, string>>;
  const baseUrl = process.env['GRAPH_API_URL'];
  return new Map(Object.entries(arns).map(([accountId, arn]) => [accountId, graphFromSecret(arn, { baseUrl })]));
}
