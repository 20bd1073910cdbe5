import { reasonIn } from '../../local/meta/reason.ts';
import { signatureHeaders, type Signature } from '../../local/meta/sign.ts';
import { isLoopbackHost } from '../../src/text/loopback.ts';
import { CliError } from '../errors/cli-error.ts';

/** The HTTP status that the receiver must return. */
export const EXPECTED_STATUS: Readonly<Record<Signature, number>> = { right: 200, wrong: 401, sha1: 401, none: 401 };

/** A request to post. */
export interface SignedPost {
  /** The exact bytes. */
  readonly body: Buffer;
  /** The app secret, used only by `right` and `sha1`. */
  readonly secret?: string | undefined;
  /** @default right */
  readonly signature?: Signature;
  readonly signal?: AbortSignal;
}

/** The response to a POST. */
export interface PostResponse {
  readonly status: number;
  /** The error code if the receiver rejected the request. */
  readonly code?: string;
  /** The hint of the receiver. */
  readonly hint?: string;
  /** The response time, in milliseconds. */
  readonly ms: number;
}

interface PostPorts {
  readonly fetch: typeof fetch;
  /** Milliseconds. */
  readonly now: () => number;
}

/** Longer than any response of the receiver takes. */
const TIMEOUT_MS = 15_000;
const USER_AGENT = 'meta-webhooks-aws send';
/** Error codes of OpenSSL and Node.js for rejected certificates. */
const CERTIFICATE = /CERT|ISSUER|SELF_SIGNED|VERIFY_LEAF/;

/**
 * Posts a body as Meta does, with a signature over its exact bytes. Does not follow redirects. Errors contain neither
 * the secret nor the body.
 * @throws {@link CliError} UNREACHABLE_URL if there is no response within 15 s; CERTIFICATE_REFUSED if the server's TLS
 * certificate is not valid; INTERRUPTED if `signal` aborts
 */
export async function postSigned(
  { fetch, now }: PostPorts,
  url: string,
  { body, secret = '', signature = 'right', signal }: SignedPost,
): Promise<PostResponse> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const startedMs = now();
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': USER_AGENT,
        ...signatureHeaders(signature, body, secret),
      },
      body: new Uint8Array(body),
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    const text = await response.text();
    return { status: response.status, ...reasonIn(text), ms: now() - startedMs };
  } catch (error) {
    if (signal?.aborted === true)
      throw new CliError('INTERRUPTED', {
        message: 'interrupted',
        hint: 'Check whether the last request arrived before you send it again.',
      });
    throw explainFetchError(error, url);
  }
}

/**
 * Turns an error of `fetch` into an error that a person can act on.
 * @param url - errors contain only its origin
 */
export function explainFetchError(error: unknown, url: string): CliError {
  const { origin } = new URL(url);
  const code = getCode(error);
  if (CERTIFICATE.test(code)) {
    return new CliError('CERTIFICATE_REFUSED', {
      message: `the TLS certificate of ${origin} was rejected (${code})`,
      hint:
        'Replace the certificate: Meta also rejects one that is self-signed, expired, or for another name. On this ' +
        'machine, use http:// instead.',
    });
  }
  return new CliError('UNREACHABLE_URL', {
    message: `cannot connect to ${origin} (${code})`,
    hint: isLoopbackHost(new URL(url).hostname)
      ? 'Check the port, and that a server is running there. `npx meta-webhooks dev` starts the local run and prints ' +
        'its port.'
      : 'Compare the URL with the output CallbackUrl of the stack, and check the network, the proxy and the DNS name.',
  });
}

/** Reads the code from the cause of a failed fetch. A timeout has no cause. */
function getCode(error: unknown): string {
  if (!Error.isError(error)) return 'unknown';
  const { name, cause } = error;
  const { code } = (Error.isError(cause) ? cause : error) as { readonly code?: unknown };
  return typeof code === 'string' ? code : name;
}
