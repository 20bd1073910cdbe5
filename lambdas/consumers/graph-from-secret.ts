import { setTimeout as pause } from 'node:timers/promises';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createGraphClient, type GraphClient, type GraphOptions } from '../../src/graph/client/client.ts';
import { readStoredToken } from '../../src/graph/client/stored-token.ts';
import { abortAfter } from '../aws/abort-after.ts';
import { withTimeoutsAndRetries } from '../aws/client-options.ts';
import { ConsumerError } from './consumer-error.ts';

/** What it takes from outside. */
export interface GraphFromSecretPorts {
  /** @default a client that gives each of two tries two seconds */
  readonly secretsManager?: SecretsManagerClient;
  /** Epoch ms. @default Date.now */
  readonly now?: () => number;
}

/** A token that was renewed is used after five minutes at most. */
const FRESH_MS = 5 * 60_000;
/** Within a function's minute there is no time for more. */
const BUDGET_MS = 10_000;

/**
 * Makes a source of clients of Meta's Graph API whose token lies in a secret of yours:
 * `{"accessToken":"…","appSecret":"…"}`, see {@link readStoredToken}. The app secret may be left out; with it every
 * call carries its proof.
 * @param secretId - name or ARN
 * @param options - the client's, e.g. `baseUrl: GRAPH_HOSTS.instagram`
 * @throws from the source {@link ConsumerError} MISSING_TOKEN, and the Secrets Manager client's errors
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
        'put {"accessToken":"…","appSecret":"…"} into the secret of this consumer',
      );
    const client = createGraphClient(
      { budgetMs: BUDGET_MS, ...options, token: stored.accessToken, appSecret: stored.appSecret },
      { fetch, now, random: Math.random, pause: async (ms, signal) => pause(ms, undefined, { signal }), abortAfter },
    );
    kept = { client, untilMs: now() + FRESH_MS };
    return client;
  };
}
