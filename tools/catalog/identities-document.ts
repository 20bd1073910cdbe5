import { CATALOG } from '../../src/catalog/catalog.ts';
import type { CatalogEntry, CatalogObject } from '../../src/catalog/entry.ts';
import { ruleWords } from './identity-words.ts';

const HEAD = `# Identities

<!-- Generated from src/catalog by \`npm run catalog\`: change it there. -->

Meta sends a change again until it is acknowledged, for up to 7 days, in other bodies and at other times. What makes two
of them one change is its identity. It has one of three modes:

- **id**: Meta gives this very occurrence an id. Nothing else counts.
- **content**: everything that Meta sent for this change alone counts: its value, or the one element of a list, with the
  members beside it, but for what is volatile. A member that nobody knows counts too: what Meta adds later makes two
  events, never one. A change that lacks one of its needs is weak.
- **weak**: the content and a time count: that of the entry, else that of the change, else the delivery. Nothing tells a
  second, equal change from a retry, so it may come twice. The event says \`"weak": true\`. Equal weak changes of one body
  are counted apart.

The key of a claim, and the event's \`id\`, is the SHA-256 of the JSON array
\`[1, app, object, field, kind, scope, {id | content, time?, n?, nonce?}]\`. The leading number is the version of all
identities: where it is raised, changes that Meta has to send again at that moment come twice, once.

## The canonical form

The digest of a content is taken over a form in which what Meta writes differently from one attempt to the next makes no
difference: members are sorted by name, \`null\` members are left out, a number and its text are equal, a list of only
texts and numbers is sorted, a link to Meta's CDN is its file (of \`lookaside\` its \`mid\` or \`asset_id\`), and display
names beside an id are left out.

## What varies between two attempts

Each fixture and case is split twice, the second time with one thing varied. The numbers are changes that are not weak
and come out as new. \`node tools/catalog/vary-attempts.ts\` prints them.

`;

/** Returns docs/identities.md: the identity of every kind. @param varied - table of the variations */
export function makeIdentitiesDocument(varied: string): string {
  return [HEAD + varied, ...CATALOG.map(formatSection)].join('\n');
}

function formatSection({ title, object, entries }: CatalogObject): string {
  const grouped = Map.groupBy(entries, ({ identity }) => identity);
  const rows = [...grouped.values()].flatMap(formatRows);
  return [
    `## ${title} (\`${object}\`)`,
    '',
    '| kind | mode | id or needs | volatile | why | own time |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** Returns the table rows. Kinds with the same rule share rows. */
function formatRows(entries: readonly CatalogEntry[]): string[] {
  const [first] = entries;
  if (first === undefined) return [];
  const kinds = [
    ...new Set(entries.map(({ field, kind }) => (field === kind ? `\`${field}\`` : `\`${field}\` ${kind}`))),
  ].join(', ');
  return ruleWords(first.identity).map(({ variant, mode, needs, volatile, because, time }) => {
    const cells = [variant === '' ? kinds : `${kinds}: ${variant}`, mode, needs, volatile, because, time];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
}
