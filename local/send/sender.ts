import { reasonIn } from '../meta/reason.ts';
import { signatureHeaders, type Signature } from '../meta/sign.ts';

/** The response to a POST or a challenge. */
export interface SentAnswer {
  readonly status: number;
  readonly code?: string;
  readonly hint?: string;
  /** Milliseconds. */
  readonly ms: number;
  /** The delivery in the log. */
  readonly id?: string;
}

/** Dependencies of {@link createSender}. */
export interface SenderDeps {
  /** Returns the callback URL, which is known after the start. */
  readonly callbackUrl: () => string;
  readonly appSecret: string;
  readonly verifyToken: string;
  readonly newId: () => string;
  /** Finds the delivery with this request id. */
  readonly findRequest: (requestId: string) => string | undefined;
}

/** Sends requests to the callback URL as Meta does. */
export interface Sender {
  readonly post: (body: Buffer, signature: Signature) => Promise<SentAnswer>;
  readonly playChallenge: () => Promise<SentAnswer & { readonly isRight: boolean }>;
  readonly sign: (body: Buffer) => Readonly<Record<string, string>>;
}

/** Header that finds the delivery of a request in the log. */
export const REQUEST_ID_HEADER = 'x-request-id';
const TIMEOUT_MS = 15_000;

/** Creates the sender of the local run. It never shows the app secret. */
export function createSender({ callbackUrl, appSecret, verifyToken, newId, findRequest }: SenderDeps): Sender {
  return {
    sign: (body) => signatureHeaders('right', body, appSecret),
    post: async (body, signature) => {
      const requestId = newId();
      const startedMs = performance.now();
      const response = await fetch(callbackUrl(), {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'meta-webhooks-aws page',
          [REQUEST_ID_HEADER]: requestId,
          ...signatureHeaders(signature, body, appSecret),
        },
        body: new Uint8Array(body),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const reason = reasonIn(await response.text());
      const ms = Math.round(performance.now() - startedMs);
      const id = findRequest(requestId);
      return { status: response.status, ...reason, ms, ...(id !== undefined && { id }) };
    },
    playChallenge: async () => {
      const challenge = newId();
      const startedMs = performance.now();
      const query = new URLSearchParams({
        'hub.mode': 'subscribe',
        'hub.challenge': challenge,
        'hub.verify_token': verifyToken,
      });
      const response = await fetch(`${callbackUrl()}?${query.toString()}`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
      const text = await response.text();
      const ms = Math.round(performance.now() - startedMs);
      return { status: response.status, ...reasonIn(text), ms, isRight: text === challenge };
    },
  };
}
