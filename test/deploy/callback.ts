import { request, type Agent } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { sign } from '../support/builders/meta.ts';
import { endpoint, outputs } from './deployment.ts';

/** An HTTP answer, and how long it took. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  readonly ms: number;
}

/** Header fields by name; those that are `undefined` are not sent. */
export type Headers = Readonly<Record<string, string | undefined>>;

export interface Sent {
  readonly method?: 'GET' | 'POST';
  /** @default - the callback URL's */
  readonly path?: string;
  readonly headers?: Headers;
  readonly body?: Buffer;
  /** Bounds how many are under way at once. @default - no bound */
  readonly agent?: Agent;
  /** How often in all, as long as ingress ran out of time. @default {@link TRIES} */
  readonly tries?: number | undefined;
}

/** On a busy machine the emulator now and then starts ingress too late for its deadline. */
const TRIES = 5;

/**
 * Sends a request to the callback URL that the stack gave out, and comes again, as Meta does, if ingress ran out of
 * time.
 * @returns the last answer
 */
export async function send(sent: Sent): Promise<Answer> {
  const answer = await sendOnce(sent);
  const { tries = TRIES } = sent;
  const ranOutOfTime = answer.status === 503 && answer.body.includes('"DEADLINE_PASSED"');
  return ranOutOfTime && tries > 1 ? send({ ...sent, tries: tries - 1 }) : answer;
}

/**
 * The URL's host is a name below `localhost`, which not every resolver knows: the connection goes to the emulator, the
 * name into the `Host` header.
 */
async function sendOnce({ method = 'POST', path, headers = {}, body, agent }: Sent): Promise<Answer> {
  const callback = new URL(outputs.CallbackUrl);
  const { hostname, port } = new URL(endpoint);
  const startedAt = performance.now();
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const options = {
    method,
    agent,
    hostname,
    port,
    path: path ?? callback.pathname,
    headers: { host: callback.host, ...present(headers) },
  };
  const outgoing = request(options, (incoming) => {
    buffer(incoming).then((bytes) => {
      const ms = performance.now() - startedAt;
      resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: bytes.toString('utf8'), ms });
    }, reject);
  });
  outgoing.on('error', reject);
  outgoing.end(body);
  return promise;
}

/** Posts a body as Meta does, with these headers for a signature. */
export async function post(body: Buffer, headers: Headers, rest: Pick<Sent, 'tries'> = {}): Promise<Answer> {
  return send({ ...rest, body, headers: { 'content-type': 'application/json', ...headers } });
}

/** Posts a body that Meta signed. */
export async function postSigned(body: Buffer, rest?: Pick<Sent, 'tries'>): Promise<Answer> {
  return post(body, { 'x-hub-signature-256': sign(body) }, rest);
}

const present = (headers: Headers): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
