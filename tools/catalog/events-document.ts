import { readFileSync } from 'node:fs';
import { CATALOG } from '../../src/catalog/catalog.ts';
import type { CatalogEntry, CatalogObject } from '../../src/catalog/entry.ts';
import { describeMode } from './identity-words.ts';
import { splitBody } from '../../src/pipeline/change/split-body.ts';

const PAYLOADS = new URL('../../test/fixtures/payloads/', import.meta.url);

const HEAD = `# Events

<!-- Generated from src/catalog by \`npm run catalog\`: change it there. -->

Every change that Meta sends becomes one event on the bus: \`source\` is \`meta.webhooks\`, \`detail-type\` is
\`<object>.<field>\`. The types are in the package's entry point, the schemas in [schemas/](schemas/), sample values
by kind in [samples/](samples/): \`npm run receiver -- send --list\` sends them as bodies.

\`\`\`jsonc
{
  "version": 1,
  "id": "…",                 // stable across Meta's retries: your idempotency key
  "app": "meta",
  "object": "instagram", "field": "comments", "kind": "comments",
  "entryId": "17841405822304914",
  "accountId": "…",          // whose change it is: the entry's id; of a WhatsApp number its phone number id
  "entryTime": "2026-01-01T00:00:00.000Z",   // when Meta sent it; absent where Meta gives none
  "occurredAt": "2026-01-01T00:00:00.000Z",  // the change's own time; absent where it has none
  "verb": "add",             // only where Meta has one
  "value": { },              // as Meta sent it; absent when only the field's name was sent
  "extra": { },              // members that stood beside the value; usually absent
  "weak": true,              // only where nothing but the time of sending identifies it: it may come twice
  "replayOf": "…",           // only on replayed events
  "deliveryId": "…", "receivedAt": "…",
  "archive": { "bucket": "…", "key": "…" }   // absent when the archive is off
}
\`\`\`

A detail over 240 KiB or 900 levels deep carries \`valueRef: {bucket, key, bytes}\` in place of \`value\`. Numbers that a
double cannot hold come as their text. A WhatsApp value with several messages or statuses becomes one event each, with
the contacts of that one. Where copies of a large value would multiply a body, \`valueRef\` also has \`list\` and \`index\`:
the value is stored once, and the change is the element there.

How to read the tables:

- **Identity**: what makes two deliveries the same change: an \`id\` of Meta's, the \`content\`, or, \`weak\`, the content and a
  time. [identities.md](identities.md) says for each kind what counts and what does not.
- **Sure**: \`known\` from Meta's documentation or a recorded delivery, \`likely\` where implementations agree, \`guessed\`.
- **Personal**: members that hold personal data or secrets: never log them.
- Events of the standby channel come as \`<object>.standby\`, with the kind \`standby.<kind>\` and the same value.
- *Historic*: Meta names it no more; older apps may still get it.
- What is not in these tables passes through too, weak, and is counted.
`;

/** Returns docs/events.md: every object, field and kind of the catalog. */
export function makeEventsDocument(cases: ReadonlyMap<string, string> = casesByKind()): string {
  return [HEAD, ...CATALOG.map((object) => formatSection(object, cases))].join('\n');
}

function formatSection(object: CatalogObject, cases: ReadonlyMap<string, string>): string {
  const rows = object.entries.map((entry) => formatRow(object, entry, cases));
  return [
    `## ${object.title} (\`${object.object}\`)`,
    '',
    `${object.product}.`,
    '',
    '| detail-type | kind | meaning | identity | sure | permission | personal | sample |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function formatRow({ object }: CatalogObject, entry: CatalogEntry, cases: ReadonlyMap<string, string>): string {
  const { field, kind, title, meaning, certainty, permission = '', personal = [], historic } = entry;
  const file = cases.get(`${object} ${field} ${kind}`);
  const sample = file === undefined ? `[sample](samples/${object}.json)` : `[case](../test/fixtures/payloads/${file})`;
  const detailType =
    field === '*' ? `${object}.‹${object === 'permissions' ? 'permission' : 'field'}›` : `${object}.${field}`;
  const cells = [
    `\`${detailType}\``,
    field === '*' ? 'the field' : `\`${kind}\``,
    `**${title}.** ${meaning}${historic ? ' *Historic.*' : ''}`,
    describeMode(entry),
    certainty,
    permission,
    personal.map((name) => `\`${name}\``).join(' '),
    sample,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** Returns the first fixture of each kind. */
function casesByKind(): Map<string, string> {
  const cases = new Map<string, string>();
  const rows = readFileSync(new URL('expected.jsonl', PAYLOADS), 'utf8').trim().split('\n');
  for (const { file } of rows.map((row) => JSON.parse(row) as { file: string })) {
    if (file.startsWith('edge/')) continue;
    for (const { object, field, kind } of splitBody(readFileSync(new URL(file, PAYLOADS))).changes) {
      const key = object === 'permissions' ? 'permissions * *' : `${object} ${field} ${kind}`;
      if (!cases.has(key)) cases.set(key, file);
    }
  }
  return cases;
}
