import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Stack } from 'aws-cdk-lib/core';

/**
 * The secrets with the tokens: id of a Page or account → ARN of your secret,
 * `{"accessToken":"…","appSecret":"…"}`. Changes of other accounts are ignored.
 */
export type TokenSecrets = Readonly<Record<string, string>>;

/** Passes the ARNs of the secrets to a function, and grants it read access to only these secrets. */
export function giveTokens(handler: LambdaFunction, secrets: TokenSecrets): void {
  handler.addEnvironment('TOKEN_SECRET_ARNS', Stack.of(handler).toJsonString(secrets));
  handler.addToRolePolicy(
    new PolicyStatement({
      actions: ['secretsmanager:GetSecretValue'],
      resources: [...new Set(Object.values(secrets))],
    }),
  );
}
