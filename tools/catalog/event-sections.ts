import { CATALOG } from '../../src/catalog/catalog.ts';
import type { CatalogEntry, CatalogObject } from '../../src/catalog/entry.ts';

/** A section of docs/events.md: the entries of an object that belong to one product. */
export interface EventSection {
  readonly title: string;
  readonly object: CatalogObject;
  readonly entries: readonly CatalogEntry[];
}

interface Product {
  readonly title: string;
  readonly has: (entry: CatalogEntry) => boolean;
}

const MESSENGER_PERMISSIONS: ReadonlySet<string | undefined> = new Set(['pages_messaging', 'paid_marketing_messages']);

/** Products of an object that Meta documents apart. The first that applies takes an entry. */
const PRODUCTS: Readonly<Record<string, readonly Product[]>> = {
  page: [
    { title: 'Lead ads', has: ({ field }) => field.startsWith('leadgen') },
    {
      title: 'Messenger',
      has: (entry) => entry.in === 'event' || MESSENGER_PERMISSIONS.has(entry.permission),
    },
    { title: 'Page profile', has: ({ title }) => title.startsWith('Profile: ') },
    { title: 'Page', has: () => true },
  ],
  instagram: [
    { title: 'Instagram messaging', has: (entry) => entry.in === 'event' },
    { title: 'Instagram', has: () => true },
  ],
  whatsapp_business_account: [
    { title: 'WhatsApp messages and calls', has: (entry) => entry.in === 'element' },
    { title: 'WhatsApp account', has: () => true },
  ],
};

/** Order of the products that most readers look for. The others follow in the order of the catalog. */
const FIRST = ['Messenger', 'Instagram', 'Instagram messaging', 'WhatsApp messages and calls', 'Lead ads', 'Page'];

/** Returns the sections of docs/events.md. Each entry of the catalog is in exactly one. */
export function listEventSections(): readonly EventSection[] {
  const sections = CATALOG.flatMap((object: CatalogObject) => splitObject(object));
  const place = ({ title }: EventSection): number => (FIRST.includes(title) ? FIRST.indexOf(title) : FIRST.length);
  return sections.toSorted((a, b) => place(a) - place(b));
}

function splitObject(object: CatalogObject): readonly EventSection[] {
  const products = PRODUCTS[object.object] ?? [{ title: object.title, has: () => true }];
  const byTitle = Map.groupBy(object.entries, (entry) => products.find(({ has }) => has(entry))?.title ?? object.title);
  return products.flatMap(({ title }) => {
    const entries = byTitle.get(title);
    return entries === undefined ? [] : [{ title, object, entries: entries.toSorted((a, b) => rank(a) - rank(b)) }];
  });
}

/** Messages come before settings, and historic entries last. */
function rank(entry: CatalogEntry): number {
  return (entry.historic === true ? 2 : 0) + (entry.in === 'change' ? 1 : 0);
}
