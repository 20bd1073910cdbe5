import { Stack } from 'aws-cdk-lib/core';
import type { LeastPrivilegeFunction } from '../../lib/constructs/least-privilege-function.ts';

/**
 * Where the tokens lie: id of a Page or account → ARN of a secret of yours, `{"accessToken":"…","appSecret":"…"}`.
 * Changes of others are left alone.
 */
export type TokenSecrets = Readonly<Record<string, string>>;

/** Tells a function where the tokens lie, and lets it read those and no other secret. */
export function giveTokens(handler: LeastPrivilegeFunction, secrets: TokenSecrets): void {
  handler.function.addEnvironment('TOKEN_SECRET_ARNS', Stack.of(handler).toJsonString(secrets));
  handler.permit(['secretsmanager:GetSecretValue'], [...new Set(Object.values(secrets))]);
}
