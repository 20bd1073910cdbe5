import { GraphError } from '../../src/graph/client/graph-error.ts';
import { CliError, type CliErrorCode } from './cli-error.ts';
import { explainGraphError } from './explain-graph-error.ts';

/** What the SDK and Node add to an error. */
interface Facts {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

interface Explanation {
  readonly applies: (facts: Facts) => boolean;
  readonly code: CliErrorCode;
  /** @default the service's own words */
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

/** The first that applies explains. */
const EXPLANATIONS: readonly Explanation[] = [
  {
    applies: ({ name, message }) => EXPIRED.has(name) || (PROVIDERS.has(name) && /expired|SSO/i.test(message)),
    code: 'CREDENTIALS_EXPIRED',
    message: 'the AWS sign-in has expired, or never was',
    hint: 'sign in (aws sso login --profile <profile>, or new keys), then repeat the command',
  },
  {
    applies: ({ name }) => PROVIDERS.has(name),
    code: 'NO_CREDENTIALS',
    message: 'no AWS credentials were found',
    hint:
      'name a profile with --profile or AWS_PROFILE, or sign in (aws sso login); aws sts get-caller-identity ' +
      'must work',
  },
  {
    // The SDK has one name for all its own errors.
    applies: ({ message }) => /^Region (?:is missing|not accepted)/.test(message),
    code: 'NO_REGION',
    message: 'no AWS region is set, or it is none',
    hint: 'name it with --region or AWS_REGION, or in the profile',
  },
  {
    applies: ({ name }) => REFUSED.has(name),
    code: 'CREDENTIALS_REFUSED',
    message: 'AWS does not accept these credentials',
    hint: 'check which ones are in use: aws sts get-caller-identity must work with the same --profile',
  },
  {
    applies: ({ name }) => DENIED.has(name),
    code: 'ACCESS_DENIED',
    hint: 'use a role that may do this, or have it allowed',
  },
  {
    applies: ({ name }) => GONE.has(name),
    code: 'RESOURCE_GONE',
    message: 'a queue, bucket or table that the stack names does not exist',
    hint: "somebody deleted it manually, or --region is not the stack's: look at the stack in CloudFormation",
  },
  {
    applies: ({ name, code }) => NETWORK.has(code ?? '') || name === 'TimeoutError',
    code: 'UNREACHABLE',
    message: 'AWS cannot be reached',
    hint: 'check the network, the proxy, the spelling of --region, and AWS_ENDPOINT_URL if it is set',
  },
];

/** Makes of whatever was thrown what a person can act on. Errors of ours pass as they are. */
export function explainError(error: unknown): CliError {
  if (error instanceof CliError) return error;
  if (error instanceof GraphError) return explainGraphError(error);
  return explainForeign(error);
}

function explainForeign(error: unknown): CliError {
  if (!Error.isError(error))
    return new CliError(
      'INTERNAL_ERROR',
      { message: 'something that is no error was thrown', hint: 'report this' },
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
      `if it stays so, look up ${name} in the service's documentation (request ` +
      `${metadata.requestId ?? 'unknown'})`;
    return new CliError('AWS_REFUSED', { message: `AWS answered ${name}: ${message}`, hint }, { cause: error });
  }
  return new CliError(
    'INTERNAL_ERROR',
    { message: `${name}: ${message}`, hint: 'this is a fault of the command: report it with this line' },
    { cause: error },
  );
}
