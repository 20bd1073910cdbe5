import { createHmac } from 'node:crypto';
import { CliError } from '../errors/cli-error.ts';

/** How a body is signed: as Meta does, with a secret that is nobody's, with the old header alone, not at all. */
export const SIGNATURES = ['right', 'wrong', 'sha1', 'none'] as const;
export type Signature = (typeof SIGNATURES)[number];

/** What the receiver has to answer. */
export const EXPECTED_STATUS: Readonly<Record<Signature, number>> = { right: 200, wrong: 401, sha1: 401, none: 401 };

/** What is posted. */
export interface SignedPost {
  /** The exact bytes. */
  readonly body: Buffer;
  /** The app secret. Only `right` and `sha1` use it. */
  readonly secret?: string | undefined;
  /** @default right */
  readonly signature?: Signature;
  readonly signal?: AbortSignal;
}

/** What came back. */
export interface PostAnswer {
  readonly status: number;
  /** Why the receiver refused it. */
  readonly code?: string;
  /** What the receiver says is to be done about it. */
  readonly hint?: string;
  /** How long the answer took, in milliseconds. */
  readonly ms: number;
}

interface PostPorts {
  readonly fetch: typeof fetch;
  /** Milliseconds. */
  readonly now: () => number;
}

/** Longer than any answer of the receiver takes. */
const TIMEOUT_MS = 15_000;
const NOBODYS_SECRET = 'not the app secret';
const USER_AGENT = 'meta-webhooks-aws send';
const CODE = /^[A-Z0-9_]{1,64}$/;
const MAX_HINT_CHARACTERS = 200;
/** OpenSSL's and Node's names of certificates that are not accepted. */
const CERTIFICATE = /CERT|ISSUER|SELF_SIGNED|VERIFY_LEAF/;

/**
 * Posts a body as Meta does, signed over its exact bytes. Redirects are not followed. Neither secret nor body is in
 * any error.
 * @throws {@link CliError} UNREACHABLE_URL | CERTIFICATE_REFUSED | INTERRUPTED
 */
export async function postSigned(
  { fetch, now }: PostPorts,
  url: string,
  { body, secret = '', signature = 'right', signal }: SignedPost,
): Promise<PostAnswer> {
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
      throw new CliError('INTERRUPTED', { message: 'interrupted', hint: 'what was under way may have arrived' });
    throw explainFetchError(error, url);
  }
}

/** Meta sends both headers. */
function signatureHeaders(signature: Signature, body: Buffer, secret: string): Record<string, string> {
  const sha1 = { 'x-hub-signature': `sha1=${hmac('sha1', secret, body)}` };
  switch (signature) {
    case 'right':
      return { ...sha1, 'x-hub-signature-256': `sha256=${hmac('sha256', secret, body)}` };
    case 'wrong':
      return { 'x-hub-signature-256': `sha256=${hmac('sha256', NOBODYS_SECRET, body)}` };
    case 'sha1':
      return sha1;
    case 'none':
      return {};
  }
}

function hmac(algorithm: 'sha1' | 'sha256', secret: string, body: Buffer): string {
  return createHmac(algorithm, secret).update(body).digest('hex');
}

/** Reads a refusal. Whoever answers may answer anything: what is not of the receiver's form is left out. */
export function reasonIn(text: string): Pick<PostAnswer, 'code' | 'hint'> {
  try {
    const { code, hint } = JSON.parse(text) as { code?: unknown; hint?: unknown };
    if (typeof code !== 'string' || !CODE.test(code)) return {};
    return {
      code,
      ...(typeof hint === 'string' && { hint: hint.replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_HINT_CHARACTERS) }),
    };
  } catch {
    return {};
  }
}

/**
 * Makes of what `fetch` threw what a person can act on.
 * @param url - only its origin is shown
 */
export function explainFetchError(error: unknown, url: string): CliError {
  const { origin } = new URL(url);
  const code = codeOf(error);
  if (CERTIFICATE.test(code)) {
    return new CliError('CERTIFICATE_REFUSED', {
      message: `the certificate of ${origin} is not accepted (${code})`,
      hint:
        'Meta accepts none either that is self-signed, expired, or of another name: fix it, or post to http:// ' +
        'on this machine',
    });
  }
  return new CliError('UNREACHABLE_URL', {
    message: `${origin} cannot be reached (${code})`,
    hint: 'is the address right, and does anything listen there? The local run is npm start, and tells its port',
  });
}

/** Node hides the cause of a failed fetch; a time-out has none. */
function codeOf(error: unknown): string {
  if (!Error.isError(error)) return 'unknown';
  const { name, cause } = error;
  const { code } = (Error.isError(cause) ? cause : error) as { readonly code?: unknown };
  return typeof code === 'string' ? code : name;
}
