import { isArray, isObject, member, textAt, type Json } from '../../json/json.ts';
import { parseLossless } from '../../json/parse-lossless.ts';
import { explain } from './error-map.ts';
import { answerUnreadable, GraphError } from './graph-error.ts';
import { holdsSecret, redact } from './redact.ts';

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly httpStatus: number;
  readonly bytes: Uint8Array;
  /** How long Meta asks us to stay away, by `Retry-After` or by the usage headers. */
  readonly retryAfterMs?: number | undefined;
}

const NUMBER = /^\d{1,9}$/;
/** Meta's types and trace ids are words; what is none could be anybody's text and is left out. */
const WORD = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Reads what Graph answered, ids kept exactly.
 * @param secrets - of the request: nothing of them gets into an error
 * @throws GraphError for every refusal, and RESPONSE_UNREADABLE for what is no JSON
 */
export function readAnswer(raw: RawAnswer, secrets: readonly string[]): Json {
  const json = parse(raw.bytes);
  const succeeded = raw.httpStatus >= 200 && raw.httpStatus < 300;
  if (succeeded && json === undefined)
    throw answerUnreadable('the answer was not JSON: check the base URL, and what proxies stand between');
  if (succeeded && json !== undefined && !isObject(member(json, 'error'))) return json;
  throw refusal(raw, member(json, 'error'), secrets);
}

/**
 * Takes the one answer out of a batch of one.
 * @param json - `[{"code": 200, "body": "{…}"}]`; null in place of the answer says that Meta did not get to it in time
 * @see https://developers.facebook.com/docs/graph-api/batch-requests
 */
export function unwrapBatch(json: Json): RawAnswer {
  const only = isArray(json) && json.length === 1 ? json[0] : undefined;
  if (only === null) return { httpStatus: 503, bytes: new Uint8Array() };
  const [code, body] = [textAt(only, 'code') ?? '', member(only, 'body')];
  if (!NUMBER.test(code) || typeof body !== 'string')
    throw answerUnreadable('the answer was not that of a batch of one');
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

/** Nothing is kept that holds a secret, or that redaction would change. */
function wordAt(error: Json | undefined, name: string, secrets: readonly string[]): string | undefined {
  const said = textAt(error, name) ?? '';
  return WORD.test(said) && !holdsSecret(said, secrets) && redact(said, secrets) === said ? said : undefined;
}
