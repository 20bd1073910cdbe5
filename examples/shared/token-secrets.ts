import { Stack } from 'aws-cdk-lib/core';
import type { LeastPrivilegeFunction } from '../../lib/constructs/least-privilege-function.ts';

/**
 * The secrets with the tokens: id of a Page or account → ARN of your secret,
 * `{"accessToken":"…","appSecret":"…"}`. Changes of other accounts are ignored.
 */
export type TokenSecrets = Readonly<Record<string, string>>;

/** Passes the ARNs of the secrets to a function, and grants it read access to only these secrets. */
export function giveTokens(handler: LeastPrivilegeFunction, secrets: TokenSecrets): void {
  handler.function.addEnvironment('TOKEN_SECRET_ARNS', Stack.of(handler).toJsonString(secrets));
  handler.grantActions(['secretsmanager:GetSecretValue'], [...new Set(Object.values(secrets))]);
}
