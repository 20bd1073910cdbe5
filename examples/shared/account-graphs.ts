import { graphFromSecret, requireEnv } from '../../lambdas/consumers/consumer.ts';
import type { GraphClient } from '../../src/graph/client/client.ts';

/** By id of a Page or account: the Graph API with its token. Those that are not in here are not ours to act for. */
export type AccountGraphs = ReadonlyMap<string, () => Promise<GraphClient>>;

/**
 * Makes them from the environment that `giveTokens` sets. Tokens are read when first wanted, and kept for five minutes.
 * `GRAPH_API_URL` puts a gateway of yours, or a test a fake, in Meta's place.
 */
export function accountGraphs(): AccountGraphs {
  const arns = JSON.parse(requireEnv('TOKEN_SECRET_ARNS')) as Readonly<Record<string, string>>;
  const baseUrl = process.env['GRAPH_API_URL'];
  return new Map(Object.entries(arns).map(([accountId, arn]) => [accountId, graphFromSecret(arn, { baseUrl })]));
}
