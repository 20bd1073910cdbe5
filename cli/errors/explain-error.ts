import { GraphError } from '../../src/graph/client/graph-error.ts';
import { CliError, type CliErrorCode } from './cli-error.ts';
import { explainGraphError } from './explain-graph-error.ts';

/** Properties that the AWS SDK and Node.js add to an error. */
interface Facts {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

interface Explanation {
  readonly applies: (facts: Facts) => boolean;
  readonly code: CliErrorCode;
  /** @default the message of the service */
  readonly message?: string;
  readonly hint: string;
}

const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
]);
const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired']);
const REFUSED = new Set([
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);
const DENIED = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'UnauthorizedOperation',
  'Forbidden',
]);
const GONE = new Set([
  'QueueDoesNotExist',
  'AWS.SimpleQueueService.NonExistentQueue',
  'NoSuchBucket',
  'ResourceNotFoundException',
]);
const PROVIDERS = new Set(['CredentialsProviderError', 'TokenProviderError']);

/** The first entry that applies explains the error. */
const EXPLANATIONS: readonly Explanation[] = [
  {
    applies: ({ name, message }) => EXPIRED.has(name) || (PROVIDERS.has(name) && /expired|SSO/i.test(message)),
    code: 'CREDENTIALS_EXPIRED',
    message: 'the AWS credentials have expired, or you are not signed in',
    hint: 'Sign in again (`aws sso login --profile <profile>`, or new access keys), then run the command again.',
  },
  {
    applies: ({ name }) => PROVIDERS.has(name),
    code: 'NO_CREDENTIALS',
    message: 'no AWS credentials were found',
    hint:
      'Set a profile with --profile or AWS_PROFILE, or sign in with `aws sso login`. Then check that ' +
      '`aws sts get-caller-identity` works.',
  },
  {
    // The SDK uses one name for all errors of its own.
    applies: ({ message }) => message.startsWith('Region is missing'),
    code: 'NO_REGION',
    message: 'no AWS region is set',
    hint: 'Set it with --region, AWS_REGION or in the profile, for example eu-central-1.',
  },
  {
    applies: ({ message }) => message.startsWith('Region not accepted'),
    code: 'NO_REGION',
    message: 'the name of the AWS region is not valid',
    hint: 'Correct --region, AWS_REGION or the region of the profile. A valid name is eu-central-1.',
  },
  {
    applies: ({ name }) => REFUSED.has(name),
    code: 'CREDENTIALS_REFUSED',
    message: 'AWS rejected these credentials',
    hint: 'Check which credentials are in use: `aws sts get-caller-identity` must work with the same profile.',
  },
  {
    applies: ({ name }) => DENIED.has(name),
    code: 'ACCESS_DENIED',
    hint: 'Use a role that has this permission, or ask your administrator for it.',
  },
  {
    applies: ({ name }) => GONE.has(name),
    code: 'RESOURCE_GONE',
    message: 'a queue, bucket or table of the stack does not exist',
    hint: "Check that --region is the stack's. If so, find deleted resources with CloudFormation drift detection.",
  },
  {
    applies: ({ name, code }) => NETWORK.has(code ?? '') || name === 'TimeoutError',
    code: 'UNREACHABLE',
    message: 'AWS cannot be reached',
    hint:
      'Check the network, the proxy and the spelling of --region. If AWS_ENDPOINT_URL is set, check that the ' +
      'emulator there runs.',
  },
];

/** Turns any thrown value into an error that a person can act on. Returns a {@link CliError} unchanged. */
export function explainError(error: unknown): CliError {
  if (error instanceof CliError) return error;
  if (error instanceof GraphError) return explainGraphError(error);
  return explainForeign(error);
}

function explainForeign(error: unknown): CliError {
  if (!Error.isError(error))
    return new CliError(
      'INTERNAL_ERROR',
      { message: 'the command threw a value that is not an Error', hint: 'Report this as a bug of the command.' },
      { cause: error },
    );
  const facts: Facts = error;
  const explanation = EXPLANATIONS.find(({ applies }) => applies(facts));
  if (explanation) {
    const { code, message = facts.message, hint } = explanation;
    return new CliError(code, { message, hint }, { cause: error });
  }
  const { name, message, $metadata: metadata } = facts;
  if (metadata?.httpStatusCode !== undefined) {
    const hint =
      `If the error persists, look up ${name} in the documentation of the service (request ID ` +
      `${metadata.requestId ?? 'unknown'}).`;
    return new CliError('AWS_REFUSED', { message: `AWS returned ${name}: ${message}`, hint }, { cause: error });
  }
  return new CliError(
    'INTERNAL_ERROR',
    { message: `${name}: ${message}`, hint: 'Report this as a bug of the command, with this message.' },
    { cause: error },
  );
}
