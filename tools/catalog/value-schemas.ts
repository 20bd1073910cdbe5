import { createGenerator } from 'ts-json-schema-generator';
import { CATALOG_KINDS, type CatalogKind } from '../../src/catalog/kinds.ts';

/** A JSON Schema, or a part of one. */
export type Schema = Readonly<Record<string, unknown>>;

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
const ROOT = new URL('../../', import.meta.url).pathname;

/**
 * Generates the schemas of an event's detail and of every value from the types, so that they always match.
 * @returns schema by file name: `event.json`, and `<object>.json` for each object
 */
export function makeSchemas(): ReadonlyMap<string, Schema> {
  const values = toDefinitions('src/catalog/values/values.ts', 'Values');
  const events = toDefinitions('src/events/meta-webhook-event.ts', 'UnknownMetaWebhookEvent');
  const byObject = Map.groupBy(CATALOG_KINDS, ({ object }) => object.object);
  return new Map([
    ['event.json', eventSchema(events, [...byObject.keys()])],
    ...[...byObject].map(([object, kinds]) => [`${object}.json`, objectSchema(object, kinds, values)] as const),
  ]);
}

type Definitions = Readonly<Record<string, Schema>>;

function toDefinitions(file: string, type: string): Definitions {
  const generator = createGenerator({
    path: `${ROOT}${file}`,
    tsconfig: `${ROOT}tsconfig.json`,
    type,
    expose: 'export',
    topRef: true,
    jsDoc: 'extended',
    // Meta adds members without notice, so schemas allow them.
    additionalProperties: true,
    skipTypeCheck: true,
  });
  return modern(generator.createSchema(type).definitions ?? {}) as Definitions;
}

/** Converts a schema from draft 07, which the generator writes. */
function modern(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(modern);
  if (typeof part !== 'object' || part === null) return part;
  const { $ref, items, ...rest } = part as Record<string, unknown>;
  const members = Object.entries(rest).map(([name, value]) => [plainName(name), modern(value)]);
  if (typeof $ref === 'string')
    members.push(['$ref', `#/$defs/${plainName(decodeURIComponent($ref).replace('#/definitions/', ''))}`]);
  if (items !== undefined) members.push([Array.isArray(items) ? 'prefixItems' : 'items', modern(items)]);
  return Object.fromEntries(members) as unknown;
}

/** Converts a type name to a definition name: `RareEvent<"order">` becomes `RareEvent.order`. */
function plainName(name: string): string {
  return name.replace(/<"(.*)">$/, '.$1');
}

function eventSchema(definitions: Definitions, objects: readonly string[]): Schema {
  const { MetaWebhookDetail: detail = {} } = definitions;
  return {
    $schema: DIALECT,
    $id: 'event.json',
    ...detail,
    title: 'The detail of an event on the bus',
    description: 'The member detail of an EventBridge event from the receiver.',
    allOf: objects.map((object) => ({ if: holds({ object }), then: { $ref: `${object}.json` } })),
    $defs: reachable([detail], definitions),
  };
}

function objectSchema(object: string, kinds: readonly CatalogKind[], definitions: Definitions): Schema {
  const values = listValues(object, definitions);
  const reported = kinds
    .map((kind) => ({ kind, schema: values[keyOfValue(kind)] ?? {} }))
    .filter(({ schema }) => Object.keys(schema).length > 0);
  return {
    $schema: DIALECT,
    $id: `${object}.json`,
    title: `The values of ${object} events, by field and kind`,
    type: 'object',
    ...(reported.length > 0 && {
      allOf: reported.map(({ kind, schema }) => ({
        if: holds(toCondition(kind)),
        then: { properties: { value: schema } },
      })),
    }),
    $defs: reachable(
      reported.map(({ schema }) => schema),
      definitions,
    ),
  };
}

/** Returns the properties of the interface with the value types of one object. */
function listValues(object: string, definitions: Definitions): Definitions {
  const all = definitions['Values']?.['properties'] as Definitions;
  const name = toRef(all[object]);
  return (name === undefined ? {} : definitions[name]?.['properties']) as Definitions;
}

/** Returns the key of a kind. The standby channel has the values of the messaging channel. */
function keyOfValue({ entry }: CatalogKind): string {
  return entry.field === entry.kind ? entry.field : `${entry.field} ${entry.kind}`;
}

function toCondition({ field, kind }: CatalogKind): Readonly<Record<string, string>> {
  return field === '*' ? {} : { field, kind };
}

function holds(constants: Readonly<Record<string, string>>): Schema {
  const names = Object.keys(constants);
  return { properties: Object.fromEntries(names.map((name) => [name, { const: constants[name] }])), required: names };
}

function reachable(from: readonly unknown[], definitions: Definitions): Definitions {
  const found = new Set<string>();
  const pending: unknown[] = [...from];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    const name = toRef(next);
    if (name !== undefined && !found.has(name)) {
      found.add(name);
      pending.push(definitions[name]);
    }
    pending.push(...(Object.values(next) as unknown[]));
  }
  return Object.fromEntries([...found].sort().map((name) => [name, definitions[name] ?? {}]));
}

function toRef(schema: unknown): string | undefined {
  const ref = (schema as Schema | undefined)?.['$ref'];
  return typeof ref === 'string' ? ref.replace('#/$defs/', '') : undefined;
}
