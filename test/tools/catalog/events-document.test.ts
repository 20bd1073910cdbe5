import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { CATALOG } from '../../../src/catalog/catalog.ts';

const document = readFileSync(new URL('../../../docs/events.md', import.meta.url), 'utf8');
const sections = new Map(document.split(/^## /m).map((text) => [text.slice(0, text.indexOf('\n')), text]));
const tableRows = document.split('\n').filter((line) => line.startsWith('| '));

describe('docs/events.md', () => {
  it('has a row for each entry of the catalog, and tables of four columns', () => {
    const rows = tableRows.filter((line) => line.startsWith('| ['));
    expect(rows).toHaveLength(CATALOG.flatMap(({ entries }) => [...entries]).length);
    const columns = tableRows.map((line) => line.split(/(?<!\\)\|/).length - 2);
    expect([...new Set(columns)]).toEqual([4]);
  });

  // Product names as in Meta's documentation
  it.each([
    { field: 'messaging_postbacks', has: 'Messenger', not: 'Page' },
    { field: 'feed', has: 'Page', not: 'Messenger' },
    { field: 'leadgen', has: 'Lead ads', not: 'Page' },
    { field: 'comments', has: 'Instagram', not: 'Instagram messaging' },
    { field: 'account_alerts', has: 'WhatsApp account', not: 'WhatsApp messages and calls' },
  ])('lists $field under $has and not under $not', ({ field, has, not }) => {
    expect(sections.get(has)).toContain(`| [\`${field}\`]`);
    expect(sections.get(not)).not.toContain(`| [\`${field}\`]`);
  });

  it('has an index line for each product, whose link is the heading', () => {
    const linked = [...document.matchAll(/^- \[([^\]]+)\]\(#([a-z-]+)\)/gm)].map(([, title, anchor]) => [
      title,
      anchor,
    ]);
    const headings = [...document.matchAll(/^## (.+)\n\nObject /gm)].map(([, title = '']) => [
      title,
      title.toLowerCase().replaceAll(' ', '-'),
    ]);
    expect(linked).toEqual(headings);
  });
});
