import type { Json } from './json.ts';
import { ReceiverError } from '../errors/receiver-error.ts';

/** The body is not JSON in UTF-8. It was signed, so the dead-letter queue keeps it. */
export class BodyError extends ReceiverError {
  readonly status = 503;
}

/** Matches numbers that may not fit a double: 16 digits or an exponent. It may also match inside a string. */
const MAYBE_LONG = /[[:,]\s*-?(?:\d{16}|[\d.]+[eE])/;
/**
 * Matches a body that is only a number. It is a separate pattern, because as an alternative in the other one it would
 * double the cost.
 */
const IS_NUMBER = /^\s*[-\d]/;
/** Matches the next string or number of a valid JSON text. The literals contain neither quotes nor digits. */
const NEXT_TOKEN = /["\d-]/g;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Parses a body without losing digits: a number that is neither a safe integer nor a finite fraction
 * (an id above 2^53, 1e400) becomes a string with its source text. Everything else is as in `JSON.parse`.
 *
 * `JSON.parse` with a reviver would also return the source text, but it is recursive: about 3,000 levels of nesting
 * exhaust the stack. Instead, the text is rewritten, but only if it may contain such a number.
 * @throws {@link BodyError} INVALID_JSON; the message contains no part of the body
 */
export function parseLossless(rawBody: Uint8Array): Json {
  try {
    const json = utf8.decode(rawBody);
    const parsed = JSON.parse(json) as Json;
    return MAYBE_LONG.test(json) || IS_NUMBER.test(json) ? (JSON.parse(quoteLongNumbers(json)) as Json) : parsed;
  } catch {
    throw new BodyError('INVALID_JSON', 'The signed body is not JSON in UTF-8. Inspect it with dead-letters show.');
  }
}

/** @param json - valid JSON */
function quoteLongNumbers(json: string): string {
  const parts: string[] = [];
  let copiedTo = 0;
  let at = 0;
  while ((at = nextToken(json, at)) !== -1) {
    if (json[at] === '"') {
      at = endOfString(json, at);
      continue;
    }
    NUMBER.lastIndex = at;
    const source = NUMBER.exec(json)?.[0] ?? '';
    if (!fitsDouble(source)) {
      parts.push(json.slice(copiedTo, at), '"', source, '"');
      copiedTo = at + source.length;
    }
    at += source.length;
  }
  parts.push(json.slice(copiedTo));
  return parts.join('');
}

function nextToken(json: string, from: number): number {
  NEXT_TOKEN.lastIndex = from;
  return NEXT_TOKEN.exec(json)?.index ?? -1;
}

/** @returns the index behind the closing quote: the next one with an even number of backslashes before it */
function endOfString(json: string, openingQuote: number): number {
  let quote = openingQuote;
  let backslashes: number;
  do {
    quote = json.indexOf('"', quote + 1);
    backslashes = 0;
    while (json[quote - 1 - backslashes] === '\\') backslashes += 1;
  } while (backslashes % 2 === 1);
  return quote + 1;
}

function fitsDouble(source: string): boolean {
  const value = Number(source);
  return Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
}
