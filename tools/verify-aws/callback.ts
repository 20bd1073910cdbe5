import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';
import { signatureHeader } from '../../src/testing/signature-header.ts';

/** The response to a request to the callback URL. */
export interface Response {
  /** 0 if the connection ended without a response. */
  readonly status: number;
  /** The body, or the code of the error that ended the connection. */
  readonly body: string;
}

/** Sends requests to a callback URL as Meta does. */
export interface Callback {
  get(query: Readonly<Record<string, string>>): Promise<Response>;
  /** Posts a body signed with this app secret. */
  post(body: Buffer, appSecret: string): Promise<Response>;
}

const TIMEOUT_MS = 40_000;

/**
 * Creates the sender.
 * @param emulator - endpoint to connect to, because the host in an emulator's callback URL does not resolve
 */
export function createCallback(callbackUrl: string, emulator: string | undefined): Callback {
  const callback = new URL(callbackUrl);
  const send = async (
    method: string,
    query: string,
    options: { headers?: object; body?: Buffer },
  ): Promise<Response> => {
    const url = new URL(callback.pathname + query, emulator ?? callback.origin);
    const request = url.protocol === 'https:' ? requestHttps : requestHttp;
    const { promise, resolve } = Promise.withResolvers<Response>();
    const fail = (error: NodeJS.ErrnoException): void => {
      resolve({ status: 0, body: error.code ?? error.name });
    };
    const headers = { host: callback.host, ...options.headers };
    const outgoing = request(url, { method, headers, timeout: TIMEOUT_MS }, (incoming) => {
      text(incoming).then((body) => {
        resolve({ status: incoming.statusCode ?? 0, body });
      }, fail);
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('no response')));
    outgoing.on('error', fail);
    outgoing.end(options.body);
    return promise;
  };
  return {
    get: async (query) => send('GET', `?${new URLSearchParams(query).toString()}`, {}),
    post: async (body, appSecret) => send('POST', '', { headers: signedHeaders(body, appSecret), body }),
  };
}

function signedHeaders(body: Buffer, appSecret: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'content-length': String(body.byteLength),
    ...signatureHeader(body, appSecret),
  };
}
