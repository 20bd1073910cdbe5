import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';

/** Names of the deployed functions. */
export type LambdaName = 'ingress' | 'worker' | 'story-insights' | 'mention-replies';

/**
 * Returns the code of a function that the package brings. In the package, this module replaces `lambda-bundle.ts`, so
 * that a synthesis needs neither esbuild nor TypeScript.
 */
export function lambdaCode(name: LambdaName): Code {
  return Code.fromAsset(join(import.meta.dirname, '../assets', name)); // from dist/
}
