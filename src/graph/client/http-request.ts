import { requestMalformed } from './graph-error.ts';
import { appSecretProof } from './proof.ts';
import { holdsSecret } from './redact.ts';

/** One value of a parameter; a list is sent joined by commas, undefined not at all. */
export type ParameterValue = string | number | boolean | readonly string[] | undefined;

/** What is asked of the Graph API. */
export interface GraphRequest {
  /** @default 'GET' */
  readonly method?: 'GET' | 'POST' | 'DELETE' | undefined;
  /** The path's parts behind the version: `['17841405309211844', 'mentions']`. */
  readonly path: readonly string[];
  readonly parameters?: Readonly<Record<string, ParameterValue>> | undefined;
  /**
   * Names of parameters that hold a secret: a GET that has one travels as a batch of one, in a body instead of a URL.
   */
  readonly secretParameters?: readonly string[] | undefined;
  /** What inside the parameters must never be shown, e.g. the text in a message's JSON. */
  readonly secretTexts?: readonly string[] | undefined;
  /** A POST that may be sent again though the first may have been carried out. @default false */
  readonly idempotent?: boolean | undefined;
  /** Ends the call from outside. */
  readonly signal?: AbortSignal | undefined;
  /** For everything: attempts, pauses and waits. @default the client's */
  readonly budgetMs?: number | undefined;
}

/** To whom, and as whom. */
export interface GraphTarget {
  readonly baseUrl: string;
  readonly version: string;
  readonly token: string;
  readonly appSecret?: string | undefined;
}

/** A request as HTTP has it. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether the answer comes wrapped as that of a batch of one. */
  readonly batched: boolean;
}

/** A part of a path: an id, a name, or an id of a comment (`post_comment`). */
const PATH_PART = /^[A-Za-z0-9_-]{1,128}$/;
const FORM = 'application/x-www-form-urlencoded';

/**
 * Spells a request. The token goes into the Authorization header only, which neither access logs nor errors show; a
 * POST's parameters go into its body, those of a GET or DELETE into the query. (The reference of app subscriptions
 * shows DELETE with a body. A body that a proxy drops would delete every subscription, so the query it is: Meta's
 * references show the same parameters in either, e.g. that of mentions.)
 * @throws GraphError REQUEST_MALFORMED
 * @see https://developers.facebook.com/docs/graph-api/guides/upload#step-2--start-the-upload for a token in the header
 */
export function toHttpRequest(request: GraphRequest, target: GraphTarget): HttpRequest {
  if (!request.path.every((part) => PATH_PART.test(part)))
    throw requestMalformed('an id has letters, digits, _ and - only: check the ids');
  const httpRequest =
    (request.secretParameters ?? []).length > 0 && method(request) === 'GET'
      ? batchOfOne(request, target)
      : single(request, target);
  if (holdsSecret(httpRequest.url, credentials(target)))
    throw requestMalformed('a token or secret must not stand in an id or a parameter of this call');
  return httpRequest;
}

/**
 * What of a request must never be shown: its token, secrets, proof, the values of its secret parameters, its secret
 * texts.
 */
export function listSecrets(request: GraphRequest, target: GraphTarget): string[] {
  const values = (request.secretParameters ?? []).map((name) => text(request.parameters?.[name]));
  return [
    ...credentials(target),
    target.appSecret ? appSecretProof(target.token, target.appSecret) : '',
    ...values,
    ...(request.secretTexts ?? []),
  ];
}

/** An app's token holds its secret. */
function credentials({ token, appSecret }: GraphTarget): string[] {
  return [token, ...token.split('|').slice(1), appSecret ?? ''];
}

function single(request: GraphRequest, target: GraphTarget): HttpRequest {
  const parameters = withProof(request, target);
  const url = `${root(target)}${request.path.map((part) => `/${part}`).join('')}`;
  const headers = { authorization: `Bearer ${target.token}`, accept: 'application/json' };
  if (method(request) === 'POST') {
    return {
      method: 'POST',
      url,
      headers: { ...headers, 'content-type': FORM },
      body: parameters.toString(),
      batched: false,
    };
  }
  const query = parameters.toString();
  return { method: method(request), url: query === '' ? url : `${url}?${query}`, headers, batched: false };
}

/** @see https://developers.facebook.com/docs/graph-api/batch-requests */
function batchOfOne(request: GraphRequest, target: GraphTarget): HttpRequest {
  const relativeUrl = `${request.path.join('/')}?${readParameters(request).toString()}`;
  const batch = JSON.stringify([{ method: 'GET', relative_url: relativeUrl }]);
  return {
    ...single({ method: 'POST', path: [], parameters: { batch, include_headers: false } }, target),
    batched: true,
  };
}

function root({ baseUrl, version }: GraphTarget): string {
  return `${baseUrl}/${version}`;
}

function method({ method: asked }: GraphRequest): 'GET' | 'POST' | 'DELETE' {
  return asked ?? 'GET';
}

function withProof(request: GraphRequest, { token, appSecret }: GraphTarget): URLSearchParams {
  const parameters = readParameters(request);
  if (appSecret) parameters.append('appsecret_proof', appSecretProof(token, appSecret));
  return parameters;
}

function readParameters(request: GraphRequest): URLSearchParams {
  const named = Object.entries(request.parameters ?? {}).filter(([, value]) => value !== undefined);
  return new URLSearchParams(named.map(([name, value]): [string, string] => [name, text(value)]));
}

function text(value: ParameterValue): string {
  return typeof value === 'object' ? value.join(',') : String(value ?? '');
}
