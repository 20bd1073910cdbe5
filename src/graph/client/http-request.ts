import { requestMalformed } from './graph-error.ts';
import { appSecretProof } from './proof.ts';
import { holdsSecret } from './redact.ts';

/** Value of a parameter. A list is joined with commas; undefined omits the parameter. */
export type ParameterValue = string | number | boolean | readonly string[] | undefined;

/** One request to the Graph API. */
export interface GraphRequest {
  /** @default 'GET' */
  readonly method?: 'GET' | 'POST' | 'DELETE' | undefined;
  /** Segments of the path after the version: `['17841405309211844', 'mentions']`. */
  readonly path: readonly string[];
  readonly parameters?: Readonly<Record<string, ParameterValue>> | undefined;
  /**
   * Names of the parameters that contain a secret. A GET with one is sent as a batch of one request, which has the
   * parameters in its body instead of the URL.
   */
  readonly secretParameters?: readonly string[] | undefined;
  /** Secret parts of parameter values, for example the text in a message's JSON. */
  readonly secretTexts?: readonly string[] | undefined;
  /** True if a POST may be sent again although Meta may have processed the first one. @default false */
  readonly idempotent?: boolean | undefined;
  /** Aborts the call. */
  readonly signal?: AbortSignal | undefined;
  /** Time limit of all attempts and waits, in ms. @default - the client's */
  readonly budgetMs?: number | undefined;
}

/** Host, version and credentials of a request. */
export interface GraphTarget {
  readonly baseUrl: string;
  readonly version: string;
  readonly token: string;
  readonly appSecret?: string | undefined;
}

/** The HTTP form of a request. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** True if the response is that of a batch of one request. */
  readonly batched: boolean;
}

/** Matches a path segment: an id, a name, or the id of a comment (`post_comment`). */
const PATH_PART = /^[A-Za-z0-9_-]{1,128}$/;
const FORM = 'application/x-www-form-urlencoded';

/**
 * Converts a request to HTTP. The token is only in the Authorization header, which neither access logs nor errors
 * contain. The parameters of a POST are in its body, those of a GET or DELETE in the query. (The reference of app
 * subscriptions shows DELETE with a body. If a proxy dropped the body, the call would delete every subscription, so the
 * query is safer. Meta's references show the same parameters in both places.)
 * @throws GraphError REQUEST_MALFORMED if a path segment is not an id or a name, or if the URL would contain a secret
 * @see https://developers.facebook.com/docs/graph-api/guides/upload#step-2--start-the-upload for a token in the header
 */
export function toHttpRequest(request: GraphRequest, target: GraphTarget): HttpRequest {
  if (!request.path.every((part) => PATH_PART.test(part)))
    throw requestMalformed('An id may have only letters, digits, _ and -. Check the ids.');
  const httpRequest =
    (request.secretParameters ?? []).length > 0 && method(request) === 'GET'
      ? batchOfOne(request, target)
      : single(request, target);
  if (holdsSecret(httpRequest.url, credentials(target)))
    throw requestMalformed('An id or a parameter contains a token or secret. Remove it.');
  return httpRequest;
}

/**
 * Lists everything in a request that must never be shown: token, app secret, proof, values of secret parameters and
 * secret texts.
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

/** Lists the secrets of a target. The token of an app has the form `<app id>|<app secret>`. */
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

/** Wraps a GET in a batch of one request. @see https://developers.facebook.com/docs/graph-api/batch-requests */
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

function method(request: GraphRequest): 'GET' | 'POST' | 'DELETE' {
  return request.method ?? 'GET';
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
