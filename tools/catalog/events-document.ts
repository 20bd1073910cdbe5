import { readFileSync } from 'node:fs';
import type { CatalogEntry, CatalogObject } from '../../src/catalog/entry.ts';
import { toAnchor } from '../docs/anchor.ts';
import { listEventSections, type EventSection } from './event-sections.ts';
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

## How to read the tables

- **Event**: the field, which is the second half of the detail-type, with a link to a sample. The kind stands below if it
  differs from the field.
- **Identity**: how the receiver recognizes the same change in two deliveries: by Meta's \`id\`, by the \`content\`, or, if
  \`weak\`, by the content and a time. It is known from Meta's documentation or a recorded delivery, unless it says
  *likely* (implementations agree) or *guessed*. [identities.md](identities.md) lists the details of each kind.
- **Personal**: members that contain personal data or secrets. Never log them.
- *Historic*: Meta no longer documents it; older apps may still receive it.
- Events of the standby channel have the detail-type \`<object>.standby\`, the kind \`standby.<kind>\` and the same value.
- Changes that are not in these tables are emitted too, as weak changes, and are counted.

## Products
`;

/** Fields that a line of the index names. */
const INDEX_FIELDS = 8;

/** Returns docs/events.md: every object, field and kind of the catalog, by product. */
export function makeEventsDocument(cases: ReadonlyMap<string, string> = casesByKind()): string {
  const sections = listEventSections();
  return [HEAD, ...sections.map(formatIndexLine), '', ...sections.map((one) => formatSection(one, cases))].join('\n');
}

function formatIndexLine({ title, object, entries }: EventSection): string {
  const current = entries.filter(({ historic = false, field }) => !historic && field !== '*');
  const fields = [...new Set(current.map(({ field }) => `\`${field}\``))];
  const more = fields.length > INDEX_FIELDS ? ` and ${fields.length - INDEX_FIELDS} more` : '';
  const names = fields.length > 0 ? `: ${fields.slice(0, INDEX_FIELDS).join(', ')}${more}` : '';
  return `- [${title}](#${toAnchor(title)}), \`${object.object}\`${names}`;
}

function formatSection({ title, object, entries }: EventSection, cases: ReadonlyMap<string, string>): string {
  const rows = entries.map((entry) => formatRow(object, entry, cases));
  return [
    `## ${title}`,
    '',
    `Object \`${object.object}\`, detail-types \`${object.object}.<field>\`. ${object.product}.`,
    '',
    '| event | meaning | permission | identity |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function formatRow({ object }: CatalogObject, entry: CatalogEntry, cases: ReadonlyMap<string, string>): string {
  const { field, kind, certainty, permission = '' } = entry;
  const file = cases.get(`${object} ${field} ${kind}`);
  const sample = file === undefined ? `samples/${object}.json` : `../test/fixtures/payloads/${file}`;
  const cells = [
    formatEvent(entry, { object, sample }),
    formatMeaning(entry),
    permission,
    `${describeMode(entry)}${certainty === 'known' ? '' : `, *${certainty}*`}`,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function formatEvent(
  { field, kind }: CatalogEntry,
  { object, sample }: { readonly object: string; readonly sample: string },
): string {
  if (field === '*') return `[\`${object === 'permissions' ? '‹permission›' : '‹field›'}\`](${sample})`;
  return `[\`${field}\`](${sample})${kind === field ? '' : `<br>\`${kind}\``}`;
}

function formatMeaning({ title, meaning, personal = [], historic = false }: CatalogEntry): string {
  const members = personal.map((member) => `\`${member}\``).join(' ');
  return `**${title}.** ${meaning}${historic ? ' *Historic.*' : ''}${members === '' ? '' : `<br>Personal: ${members}`}`;
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
