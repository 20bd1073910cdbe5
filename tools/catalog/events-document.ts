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
by kind in [samples/](samples/): \`npx meta-webhooks send --list\` lists them, and \`send\` posts them as bodies.

\`\`\`jsonc
{
  "version": 1,
  "id": "…",                 // stable across Meta's retries: your idempotency key
  "app": "meta",
  "object": "instagram", "field": "comments", "kind": "comments",
  "entryId": "17841405822304914",
  "accountId": "…",          // the entry's id; for a WhatsApp number its phone number id
  "entryTime": "2026-01-01T00:00:00.000Z",   // when Meta sent it; absent if Meta sends no time
  "occurredAt": "2026-01-01T00:00:00.000Z",  // time of the change itself; absent if it has none
  "verb": "add",             // absent if Meta sends none
  "value": { },              // as Meta sent it; absent if Meta sent only the field's name
  "extra": { },              // members beside the value; usually absent
  "weak": true,              // only if just a time identifies it: it may be emitted twice
  "replayOf": "…",           // only on replayed events
  "deliveryId": "…", "receivedAt": "…",
  "archive": { "bucket": "…", "key": "…" }   // absent if the archive is disabled
}
\`\`\`

A detail over 240 KiB or 900 levels deep has \`valueRef: {bucket, key, bytes}\` in place of \`value\`. Numbers that a
double cannot represent become strings. A WhatsApp value with several messages or statuses becomes one event for each,
with only the contacts of that element. If copies of a large value would multiply the size of a body, \`valueRef\` also
has \`list\` and \`index\`: the value is stored once, and the change is the element at that index.

The columns of the tables:

- **Identity**: how the receiver recognizes the same change in two deliveries: by Meta's \`id\`, by the \`content\`, or, if
  \`weak\`, by the content and a time. [identities.md](identities.md) lists the details of each kind.
- **Sure**: \`known\` from Meta's documentation or a recorded delivery, \`likely\` if implementations agree, otherwise
  \`guessed\`.
- **Personal**: members that contain personal data or secrets. Never log them.
- Events of the standby channel have the detail-type \`<object>.standby\`, the kind \`standby.<kind>\` and the same value.
- *Historic*: Meta no longer documents it; older apps may still receive it.
- Changes that are not in these tables are emitted too, as weak changes, and are counted.
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
