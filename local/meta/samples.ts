import { CATALOG_KINDS, type CatalogKind } from '../../src/catalog/kinds.ts';
import { sampleBatch, sampleBody as catalogBody } from '../../src/catalog/samples/sample-body.ts';
import type { StampOptions } from '../../src/catalog/samples/stamp.ts';
import type { Json } from '../../src/json/json.ts';
import { parseLossless } from '../../src/json/parse-lossless.ts';
import type { Change } from '../../src/pipeline/change/change.ts';
import { split } from '../../src/pipeline/change/split.ts';
import { splitBody } from '../../src/pipeline/change/split-body.ts';
import { claimKey } from '../../src/pipeline/dedupe/claim.ts';
import { takeApart, type Piece } from './meta-body.ts';
import { metaJson } from './meta-json.ts';
import { seededRandom } from './seeded-random.ts';

/** A sample of the catalog. */
export interface Sample {
  /** For example `page.leadgen`, `page.messages.message` or `page.standby.message`. */
  readonly name: string;
  readonly object: string;
  readonly field: string;
  readonly kind: string;
  readonly title: string;
  /** Whether two of them differ only in the time of sending. */
  readonly weak: boolean;
  readonly catalogKind: CatalogKind;
  /** Number of changes in the value of the sample. @default 1 */
  readonly elements?: number;
}

/** Options for the body of a sample. */
export interface SampleOptions {
  /** The `entry.id` of the sample. @default the synthetic id of the catalog */
  readonly entryId?: string | undefined;
  /** When Meta sent it, in milliseconds since 1970. If the change has no id, only this second makes it new. */
  readonly timeMs: number;
  /** Seeds the generated ids: another salt makes another change. */
  readonly salt: string;
}

/** Number of messages or statuses in the sample that has several. */
const BATCH_ELEMENTS = 3;

/** Every sample, in the order of the catalog. */
export const SAMPLES: readonly Sample[] = CATALOG_KINDS.flatMap((catalogKind) => {
  // The catalog has only one entry for all fields of permissions.
  const { object, field, kind, identity } = changeIn(exactBody({ catalogKind }));
  const sample: Sample = {
    name: getName(object, field, kind),
    object,
    field,
    kind,
    title: catalogKind.entry.title,
    weak: identity.weak,
    catalogKind,
  };
  return hasBatch(catalogKind) ? [sample, toBatch(sample)] : [sample];
});

/** WhatsApp sends several messages or statuses in one value. */
function hasBatch({ field, entry }: CatalogKind): boolean {
  return field === 'messages' && entry.in === 'element' && ['messages', 'statuses'].includes(entry.member);
}

function toBatch(sample: Sample): Sample {
  const title = `${sample.title}: ${BATCH_ELEMENTS} in one value`;
  return {
    ...sample,
    name: `${sample.object}.${sample.field}.${sample.catalogKind.entry.member}`,
    title,
    elements: BATCH_ELEMENTS,
  };
}

/** Kinds of the standby channel already contain the field. */
function getName(object: string, field: string, kind: string): string {
  if (kind === field) return `${object}.${field}`;
  return kind.startsWith(`${field}.`) ? `${object}.${kind}` : `${object}.${field}.${kind}`;
}

/** Lists the samples of a field, such as `page.messages`. */
export function samplesOfField(name: string): readonly Sample[] {
  return SAMPLES.filter(({ object, field }) => `${object}.${field}` === name);
}

/**
 * Looks up a sample by its name. `page.messages` means `page.messages.message`. If a field has only one sample, the
 * name of the field is enough.
 * @returns undefined if there is no such sample, or if the name of the field has several
 */
export function lookUpSample(name: string): Sample | undefined {
  const ofField = samplesOfField(name);
  return (
    SAMPLES.find((sample) => sample.name === name) ??
    (ofField.length === 1 ? ofField[0] : ofField.find(({ field, kind }) => `${kind}s` === field))
  );
}

/**
 * Finds samples by words: each must be in the name or the description, in any case.
 * @param words - separated by spaces; empty for all samples
 */
export function searchSamples(words: string): readonly Sample[] {
  const wanted = words.toLowerCase().split(/\s+/);
  return SAMPLES.filter(({ name, title }) => {
    const text = `${name} ${title}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** Builds a body with one new change: it has new ids and the given time. */
export function buildSample(sample: Sample, { entryId, timeMs, salt }: SampleOptions): Buffer {
  const body = toBody(sample, { freshIds: true, nowMs: timeMs, random: seededRandom(salt) });
  return entryId === undefined ? metaJson(body) : withEntryId(metaJson(body), entryId);
}

/** Returns the sample as documented, always with the same ids and times. */
export function exactBody(sample: Pick<Sample, 'catalogKind' | 'elements'>): Buffer {
  return metaJson(toBody(sample));
}

function toBody({ catalogKind, elements }: Pick<Sample, 'catalogKind' | 'elements'>, options: StampOptions = {}) {
  return elements === undefined ? catalogBody(catalogKind, options) : sampleBatch(catalogKind, elements, options);
}

/** Options of {@link freshPieces}. */
export interface FreshOptions extends SampleOptions {
  /** Number of changes. */
  readonly changes: number;
}

/** Builds changes of a sample that differ from each other and from all earlier ones. */
export function freshPieces(sample: Sample, { changes, entryId, timeMs, salt }: FreshOptions): readonly Piece[] {
  const known = new Set<string>();
  const pieces: Piece[] = [];
  for (let secondsAgo = 0, made = 0; pieces.length < changes; made += 1) {
    const body = parseLossless(
      buildSample(sample, { entryId, timeMs: timeMs - secondsAgo * 1000, salt: `${salt} ${made}` }),
    );
    const key = getKey(body);
    // Without an id, only the second of sending distinguishes two changes, so move the next one back in time.
    if (known.has(key)) secondsAgo += 1;
    else pieces.push(...(takeApart(body) ?? []));
    known.add(key);
  }
  return pieces;
}

/** Returns the identity of a change. WhatsApp errors have no id and no time, so use the whole body for these. */
function getKey(body: Json): string {
  const delivery = { app: '', deliveryId: JSON.stringify(body), receivedAt: '' };
  return split(body, Infinity)
    .changes.map((change) => claimKey(delivery, change))
    .join();
}

/** Replaces the account's id everywhere, because ids of posts and the recipient also contain it. */
function withEntryId(body: Buffer, entryId: string): Buffer {
  return Buffer.from(body.toString().replaceAll(changeIn(body).entryId, entryId));
}

function changeIn(body: Buffer): Change {
  const [change] = splitBody(body).changes;
  if (change === undefined) throw new Error('a sample must contain a change');
  return change;
}
