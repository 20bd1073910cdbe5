import { setTimeout as pause } from 'node:timers/promises';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createGraphClient, type GraphClient, type GraphOptions } from '../../src/graph/client/client.ts';
import { readStoredToken } from '../../src/graph/client/stored-token.ts';
import { abortAfter } from '../aws/abort-after.ts';
import { withTimeoutsAndRetries } from '../aws/client-options.ts';
import { ConsumerError } from './consumer-error.ts';

/** Dependencies of {@link graphFromSecret}. */
export interface GraphFromSecretPorts {
  /** @default a client with two attempts of two seconds each */
  readonly secretsManager?: SecretsManagerClient;
  /** Epoch ms. @default Date.now */
  readonly now?: () => number;
}

/** Time for which a client is cached. A renewed token takes effect after five minutes at most. */
const FRESH_MS = 5 * 60_000;
/** Total time for a call and its retries, well below the timeout of a function. */
const BUDGET_MS = 10_000;

/**
 * Creates a function that returns a Graph API client with the token of your secret:
 * `{"accessToken":"…","appSecret":"…"}`, see {@link readStoredToken}. `appSecret` is optional. With it, every call has
 * an `appsecret_proof`.
 * @param secretId - name or ARN
 * @param options - options of the client, for example `baseUrl: GRAPH_HOSTS.instagram`
 * @throws from the returned function {@link ConsumerError} MISSING_TOKEN, and errors of the Secrets Manager client
 */
export function graphFromSecret(
  secretId: string,
  options: Partial<Omit<GraphOptions, 'token' | 'appSecret'>> = {},
  ports: GraphFromSecretPorts = {},
): () => Promise<GraphClient> {
  const {
    secretsManager = new SecretsManagerClient(withTimeoutsAndRetries({ requestMs: 2_000, tries: 2 })),
    now = Date.now,
  } = ports;
  let kept: { readonly client: GraphClient; readonly untilMs: number } | undefined;
  return async () => {
    if (kept && now() < kept.untilMs) return kept.client;
    const { SecretString } = await secretsManager.send(
      new GetSecretValueCommand({ SecretId: secretId, VersionStage: 'AWSCURRENT' }),
    );
    const stored = readStoredToken(SecretString);
    if (!stored)
      throw new ConsumerError(
        'MISSING_TOKEN',
        'Store {"accessToken":"…","appSecret":"…"} in the secret of this consumer.',
      );
    const client = createGraphClient(
      { budgetMs: BUDGET_MS, ...options, token: stored.accessToken, appSecret: stored.appSecret },
      { fetch, now, random: Math.random, pause: async (ms, signal) => pause(ms, undefined, { signal }), abortAfter },
    );
    kept = { client, untilMs: now() + FRESH_MS };
    return client;
  };
}
