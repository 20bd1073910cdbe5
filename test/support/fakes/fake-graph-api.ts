import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { authenticate, judgeProof } from './fake-graph-api-access.ts';
import type { PlayChallenge } from './fake-graph-api-call.ts';
import { Refused, refusals, type GraphRefusal } from './fake-graph-api-errors.ts';
import { answerCall } from './fake-graph-api-routes.ts';
import { emptyState, type FakeGraphState } from './fake-graph-api-state.ts';
import { serve, type Serving } from './serve.ts';

/** A recorded call without secrets in plain text. */
export interface GraphCall {
  readonly host: 'facebook' | 'instagram';
  readonly method: string;
  readonly version: string;
  /** Path after the version, with a leading `/`. */
  readonly path: string;
  /** Parameters without token and proof. Values of secret parameters are `<hidden>`. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Name of the token, `app <id>`, `unknown` or `none`. */
  readonly as: string;
  readonly proof: 'right' | 'wrong' | 'absent';
  /** True if the call was in a batch. */
  readonly batched: boolean;
}

/** A failure of a call. */
export interface GraphFault {
  /** True if the fake processes the call and only the response is wrong. @default false */
  readonly carriedOut?: boolean;
  /**
   * Response to the call:
   * - `hang`: none. `reset`: the connection breaks. `truncate`: it breaks during the response
   * - an error, or any response
   * - `as-usual`: the correct response, with the headers
   */
  readonly answer: 'hang' | 'reset' | 'truncate' | 'as-usual' | GraphRefusal | RawFakeAnswer;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RawFakeAnswer {
  readonly status: number;
  readonly body: string | Buffer;
  readonly type?: string;
}

/**
 * Fake of the Graph API. It validates paths, methods, parameters, tokens and proofs as strictly as Meta does, and it
 * also rejects a token in a URL.
 */
export interface FakeGraphApi {
  /** URL in place of graph.facebook.com. */
  readonly url: string;
  /** URL in place of graph.instagram.com. */
  readonly instagramUrl: string;
  readonly state: FakeGraphState;
  readonly calls: GraphCall[];
  /** Raw request targets, so that tests can search them for secrets. */
  readonly urls: string[];
  /** Sets the failures of the next calls, in order. */
  failNext(...faults: readonly GraphFault[]): void;
  /** Returns the failure of a call without one from `failNext`. */
  fault: (call: GraphCall) => GraphFault | undefined;
  /** Receives each call before the response. */
  onCall: (call: GraphCall) => void;
  /** Receives a notice for each call that hangs. */
  onHang: () => void;
  playChallenge: PlayChallenge;
  /** Removes the recorded calls and failures. The state stays. */
  reset(): void;
  readonly stop: () => Promise<void>;
}

const SECRET_PARAMETERS = new Set(['verify_token', 'input_token', 'message', 'recipient']);

/** Starts the fake on two free loopback ports, with empty state. */
export async function startFakeGraphApi(): Promise<FakeGraphApi> {
  const scripted: GraphFault[] = [];
  const servers: Serving[] = [];
  const fake: { -readonly [K in keyof FakeGraphApi]: FakeGraphApi[K] } = {
    url: '',
    instagramUrl: '',
    state: emptyState(),
    calls: [],
    urls: [],
    failNext: (...faults) => void scripted.push(...faults),
    fault: () => undefined,
    onCall: () => undefined,
    onHang: () => undefined,
    playChallenge,
    reset: () => {
      for (const list of [scripted, fake.calls, fake.urls]) list.length = 0;
      fake.fault = () => undefined;
      fake.onCall = () => undefined;
      fake.onHang = () => undefined;
    },
    stop: async () => {
      await Promise.all(servers.map(async ({ stop }) => stop()));
    },
  };
  const listen = async (host: GraphCall['host']): Promise<string> => {
    const server = createServer((incoming, outgoing) => {
      void handle({ fake, host, incoming, outgoing, scripted });
    });
    const serving = await serve(server);
    servers.push(serving);
    return `http://127.0.0.1:${serving.port}`;
  };
  fake.url = await listen('facebook');
  fake.instagramUrl = await listen('instagram');
  return fake;
}

interface Handling {
  readonly fake: FakeGraphApi;
  readonly host: GraphCall['host'];
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly scripted: GraphFault[];
}

interface Asked {
  readonly call: GraphCall;
  readonly parameters: ReadonlyMap<string, string>;
  readonly authorization: string | undefined;
  readonly proof: string | undefined;
  readonly tokenInUrl: boolean;
}

async function handle(handling: Handling): Promise<void> {
  const { fake, incoming, outgoing, scripted } = handling;
  const asked = unbatched(await read(handling));
  fake.urls.push(incoming.url ?? '');
  fake.calls.push(asked.call);
  fake.onCall(asked.call);
  const { answer, headers } = await answered(fake, asked, scripted.shift() ?? fake.fault(asked.call));
  if (answer === 'hang') fake.onHang();
  const named = { 'facebook-api-version': asked.call.version, ...headers };
  send(outgoing, asked.call.batched ? wrapped(answer) : answer, named);
}

async function answered(
  fake: FakeGraphApi,
  asked: Asked,
  fault: GraphFault = { answer: 'as-usual' },
): Promise<Pick<GraphFault, 'answer' | 'headers'>> {
  if (fault.answer === 'as-usual') return { ...fault, answer: await worked(fake, asked) };
  if (fault.carriedOut) await worked(fake, asked);
  return fault;
}

/** Reads a call. Meta treats parameters in the query and in the body alike. */
async function read({ fake, host, incoming }: Handling): Promise<Asked> {
  const url = new URL(incoming.url ?? '/', 'http://fake.test');
  const body = await text(incoming);
  const parameters = new Map([...url.searchParams, ...new URLSearchParams(body)]);
  const proof = parameters.get('appsecret_proof');
  const { authorization } = incoming.headers;
  const token = authorization?.split(' ')[1] ?? '';
  const [, version = '', ...path] = url.pathname.split('/');
  const tokenInUrl =
    url.searchParams.has('access_token') || (token !== '' && decodeURIComponent(url.href).includes(token));
  parameters.delete('appsecret_proof');
  const call = {
    host,
    method: incoming.method ?? '',
    version,
    path: `/${path.join('/')}`,
    parameters: shown(parameters),
    as: getName(fake.state, token),
    proof: judgeProof(fake.state, token, proof),
    batched: false,
  };
  return { call, parameters, authorization, proof, tokenInUrl };
}

function shown(parameters: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries(
    [...parameters].map(([name, value]) => [name, SECRET_PARAMETERS.has(name) ? '<hidden>' : value]),
  );
}

function getName(state: FakeGraphState, token: string): string {
  if (token === '') return 'none';
  const [appId = '', secret] = token.split('|');
  return state.tokens.get(token)?.name ?? (secret === undefined ? 'unknown' : `app ${appId}`);
}

/** Extracts the only call of a batch: `POST /` with `batch=[{"method", "relative_url"}]`. */
function unbatched(asked: Asked): Asked {
  const batch = asked.parameters.get('batch');
  if (asked.call.method !== 'POST' || asked.call.path !== '/' || batch === undefined) return asked;
  const [one] = JSON.parse(batch) as { method: string; relative_url: string }[];
  const url = new URL(one?.relative_url ?? '', 'http://fake.test/');
  const parameters = new Map(url.searchParams);
  return {
    ...asked,
    parameters,
    call: {
      ...asked.call,
      method: one?.method ?? '',
      path: url.pathname,
      parameters: shown(parameters),
      batched: true,
    },
  };
}

/** Processes a call, or rejects it. */
async function worked(
  fake: FakeGraphApi,
  { call, parameters, authorization, proof, tokenInUrl }: Asked,
): Promise<GraphRefusal | RawFakeAnswer> {
  try {
    if (tokenInUrl) throw new Refused(refusals.tokenInUrl());
    if (!/^v\d+\.\d$/.test(call.version)) throw new Refused(refusals.path(`/${call.version}`));
    if (Number(call.version.slice(1)) < 22) throw new Refused(refusals.version());
    const caller = authenticate(fake.state, { host: call.host, authorization, proof });
    const path = call.path.split('/').filter((part) => part !== '');
    const checked = { host: call.host, method: call.method, path, parameters, caller };
    const json = await answerCall({
      state: fake.state,
      call: checked,
      baseUrl: fake.url,
      playChallenge: fake.playChallenge,
    });
    return { status: 200, body: JSON.stringify(json) };
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}

type Answer = GraphFault['answer'];

function getRaw(
  answer: Exclude<Answer, string>,
): RawFakeAnswer & { readonly headers?: Readonly<Record<string, string>> } {
  return 'error' in answer
    ? { status: answer.status, body: JSON.stringify({ error: answer.error }), headers: answer.headers ?? {} }
    : answer;
}

/** Wraps a response for a batch, which has status 200 and contains the status of its call. */
function wrapped(answer: Answer): Answer {
  if (typeof answer === 'string') return answer;
  const { status, body } = getRaw(answer);
  return { status: 200, body: JSON.stringify([{ code: status, body: body.toString() }]) };
}

function send(outgoing: ServerResponse, answer: Answer, headers: Readonly<Record<string, string>>): void {
  if (answer === 'hang') return;
  if (answer === 'reset' || answer === 'as-usual') {
    outgoing.destroy();
    return;
  }
  if (answer === 'truncate') {
    outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    outgoing.write('{"data":[', () => outgoing.destroy());
    return;
  }
  const { status, body, type, headers: own } = getRaw(answer);
  outgoing.writeHead(status, { 'content-type': type ?? 'application/json; charset=UTF-8', ...own, ...headers });
  outgoing.end(body);
}

/** Sends Meta's verification request to a callback URL. */
async function playChallenge(callbackUrl: string, verifyToken: string): Promise<GraphRefusal | undefined> {
  const query = new URLSearchParams({
    'hub.mode': 'subscribe',
    'hub.challenge': '1158201444',
    'hub.verify_token': verifyToken,
  });
  try {
    const answer = await fetch(`${callbackUrl}?${query.toString()}`);
    if (answer.status !== 200)
      return refusals.callback(`HTTP Status Code = ${answer.status}; HTTP Message = ${answer.statusText}`);
    return (await answer.text()) === '1158201444' ? undefined : refusals.challenge();
  } catch {
    return refusals.callback('curl_errno = 7; curl_error = Failed to connect');
  }
}
