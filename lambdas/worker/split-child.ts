// Runs in a child process, see split-apart.ts. Reads a body from standard input, writes its changes to standard output.
import { buffer } from 'node:stream/consumers';
import { deepJson } from '../../src/json/canonical-json.ts';
import type { Json } from '../../src/json/json.ts';
import { BodyError } from '../../src/json/parse-lossless.ts';
import { splitBody } from '../../src/pipeline/change/split-body.ts';
import type { ChildAnswer } from './split-apart.ts';

process.stdout.end(deepJson(answerTo(await buffer(process.stdin)) as unknown as Json));

function answerTo(rawBody: Buffer): ChildAnswer {
  try {
    return { split: splitBody(rawBody) };
  } catch (error) {
    if (error instanceof BodyError) return { unparseable: error.hint };
    throw error;
  }
}
