// npm run catalog:freeze: rewrites the keys of all fixtures, each with the text of its digest, so that the diff shows
// why a key changed. With a changed key, a deployment emits the changes that are in progress twice: increase
// IDENTITY_VERSION, and document it in the CHANGELOG and the runbook.
import { readFileSync, writeFileSync } from 'node:fs';
import { ruleFor } from '../../src/catalog/identity-rule.ts';
import { contentText } from '../../src/pipeline/change/identity.ts';
import type { Json } from '../../src/json/json.ts';
import { parseLossless } from '../../src/json/parse-lossless.ts';
import { split } from '../../src/pipeline/change/split.ts';
import { claimKey, claimText } from '../../src/pipeline/dedupe/claim.ts';

const FIXTURES = new URL('../../test/fixtures/', import.meta.url);
const DELIVERY = { deliveryId: 'delivery-1', app: 'meta', receivedAt: '2026-01-01T00:00:00.000Z' };
/** Maximum number of texts for a file with more changes. */
const MAX_TEXTS = 3;

const rows = readFileSync(new URL('payloads/expected.jsonl', FIXTURES), 'utf8').trim().split('\n');
const files = rows.map((row) => (JSON.parse(row) as { file: string }).file);
writeFileSync(new URL('identities.jsonl', FIXTURES), files.map((file) => `${JSON.stringify(frozen(file))}\n`).join(''));
console.log(`test/fixtures/identities.jsonl: ${files.length} files`);

function frozen(file: string): Json {
  const rawBody = readFileSync(new URL(`payloads/${file}`, FIXTURES));
  const contents: string[] = [];
  const { changes } = split(parseLossless(rawBody), rawBody.byteLength, (_, input, rule) =>
    contents.push(contentText(input, ruleFor(rule, input))),
  );
  const texts = changes
    .slice(0, MAX_TEXTS)
    .map((change, i) => ({ key: claimText(DELIVERY, change), content: contents[i] ?? '' }));
  return { file, keys: changes.map((change) => claimKey(DELIVERY, change)), texts };
}
