import { isArray, isObject, member, textAt, type Json } from '../../json/json.ts';
import { parseLossless } from '../../json/parse-lossless.ts';
import { explain } from './error-map.ts';
import { answerUnreadable, GraphError } from './graph-error.ts';
import { holdsSecret, redact } from './redact.ts';

/** A response before it is parsed. */
export interface RawAnswer {
  readonly httpStatus: number;
  readonly bytes: Uint8Array;
  /** Wait that Meta requests in `Retry-After` or the usage headers, in ms. */
  readonly retryAfterMs?: number | undefined;
}

const NUMBER = /^\d{1,9}$/;
/** Matches Meta's error types and trace ids. Other text could contain anything and is omitted. */
const WORD = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Parses a response of the Graph API. Ids keep all digits.
 * @param secrets - secrets of the request, which errors never contain
 * @throws GraphError for each error response, and RESPONSE_UNREADABLE if the response is not JSON
 */
export function readAnswer(raw: RawAnswer, secrets: readonly string[]): Json {
  const json = parse(raw.bytes);
  const succeeded = raw.httpStatus >= 200 && raw.httpStatus < 300;
  if (succeeded && json === undefined)
    throw answerUnreadable('The response is not JSON. Check the base URL and any proxy.');
  if (succeeded && json !== undefined && !isObject(member(json, 'error'))) return json;
  throw refusal(raw, member(json, 'error'), secrets);
}

/**
 * Returns the response inside the response of a batch of one request.
 * @param json - `[{"code": 200, "body": "{…}"}]`; null in place of the element means that Meta did not process it in
 *   time
 * @see https://developers.facebook.com/docs/graph-api/batch-requests
 */
export function unwrapBatch(json: Json): RawAnswer {
  const only = isArray(json) && json.length === 1 ? json[0] : undefined;
  if (only === null) return { httpStatus: 503, bytes: new Uint8Array() };
  const [code, body] = [textAt(only, 'code') ?? '', member(only, 'body')];
  if (!NUMBER.test(code) || typeof body !== 'string')
    throw answerUnreadable('The response is not that of a batch of one request. Check the base URL and any proxy.');
  return { httpStatus: Number(code), bytes: Buffer.from(body) };
}

function parse(bytes: Uint8Array): Json | undefined {
  try {
    return parseLossless(bytes);
  } catch {
    return undefined;
  }
}

function refusal(raw: RawAnswer, error: Json | undefined, secrets: readonly string[]): GraphError {
  const words = textAt(error, 'message') ?? '';
  const [graphCode, subcode] = [numberAt(error, 'code'), numberAt(error, 'error_subcode')];
  const reported = explain({
    httpStatus: raw.httpStatus,
    graphCode,
    subcode,
    transient: member(error, 'is_transient') === true,
    aboutProof: /appsecret_proof/i.test(words),
  });
  return new GraphError({
    ...reported,
    retryAfterMs: reported.retry === 'never' ? undefined : raw.retryAfterMs,
    facts: {
      httpStatus: raw.httpStatus,
      graphCode,
      subcode,
      type: wordAt(error, 'type', secrets),
      traceId: wordAt(error, 'fbtrace_id', secrets),
    },
    metaMessage: words === '' ? undefined : redact(words, secrets),
  });
}

function numberAt(error: Json | undefined, name: string): number | undefined {
  const said = textAt(error, name) ?? '';
  return NUMBER.test(said) ? Number(said) : undefined;
}

/** Reads an identifier. Omits text that contains a secret or that redaction would change. */
function wordAt(error: Json | undefined, name: string, secrets: readonly string[]): string | undefined {
  const said = textAt(error, name) ?? '';
  return WORD.test(said) && !holdsSecret(said, secrets) && redact(said, secrets) === said ? said : undefined;
}
