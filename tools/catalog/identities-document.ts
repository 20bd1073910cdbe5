import { CATALOG } from '../../src/catalog/catalog.ts';
import type { CatalogEntry, CatalogObject } from '../../src/catalog/entry.ts';
import { ruleWords } from './identity-words.ts';

const HEAD = `# Identities

<!-- Generated from src/catalog by \`npm run catalog\`: change it there. -->

Meta retries a change until it is acknowledged, for up to 7 days, in different bodies and at different times. The identity
of a change recognizes it in each of them. It has one of three modes:

- **id**: Meta sends an id of this occurrence. Nothing else is compared.
- **content**: everything that Meta sent for this change is compared: its value, or the element of a list, with the members
  beside it, but without volatile members. Unknown members are compared too, so a member that Meta adds later can cause two
  events, but never a lost one. A change without one of its required members is weak.
- **weak**: the content and a time are compared. The time is that of the entry, otherwise that of the change; without both,
  the id of the delivery replaces it. Nothing distinguishes a second, equal change from a retry, so it may be emitted
  twice. The event has \`"weak": true\`. Equal weak changes of one body are numbered.

The key of a claim, and the event's \`id\`, is the SHA-256 of the JSON array
\`[1, app, object, field, kind, scope, {id | content, time?, n?, nonce?}]\`. The leading number is the version of all
identities. When it is increased, changes that Meta retries at that moment are emitted twice.

## The canonical form

The digest of the content uses a form that ignores what Meta varies between attempts: members are sorted by name, \`null\`
members are omitted, a number equals its text, a list that contains only texts and numbers is sorted, a link to Meta's CDN
is reduced to its file (for \`lookaside\` to its \`mid\` or \`asset_id\`), and display names beside an id are omitted.

## What varies between two attempts

Each fixture and case is split twice, the second time with one variation. The numbers count the changes that are not weak
and that the receiver treats as new. \`node tools/catalog/vary-attempts.ts\` prints them.

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
