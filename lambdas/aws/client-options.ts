import type { SQSClientConfig } from '@aws-sdk/client-sqs';
import { Sha256 } from './sha256.ts';

/** Specifies the time limit of one attempt of a call, and the number of attempts. */
export interface TimeoutsAndRetries {
  /** Time limit for the response of one attempt, in ms. */
  readonly requestMs: number;
  /** Total number of attempts, including the first. */
  readonly tries: number;
}

/** Time limit for a TCP and TLS connection within a region, in ms. */
const CONNECTION_MS = 1_000;

/**
 * Returns the options that all AWS clients share. These timeouts throw; the SDK's own only log a warning.
 * The return type is inferred, so that the configuration of every client accepts it.
 */
export function withTimeoutsAndRetries({ requestMs, tries }: TimeoutsAndRetries) {
  return {
    maxAttempts: tries,
    // requestTimeout covers the time until the response headers; socketTimeout covers a response that stalls later.
    requestHandler: {
      connectionTimeout: CONNECTION_MS,
      requestTimeout: requestMs,
      socketTimeout: requestMs,
      throwOnRequestTimeout: true,
    },
  };
}

const ignore = (): void => undefined;

/**
 * Options that spare CPU, for the clients that ingress and the worker call for every delivery. Such a client takes no
 * further middleware, so `DynamoDBDocumentClient` refuses it.
 */
export const HOT_PATH = {
  sha256: Sha256,
  // Resolves the middleware once for each command. It never changes, and takes a tenth of the CPU of a small call.
  cacheMiddleware: true,
  // Without `info`: for a logger that has it, the SDK copies the input and the output of each call.
  logger: { debug: ignore, warn: ignore, error: ignore } as NonNullable<SQSClientConfig['logger']>,
};
