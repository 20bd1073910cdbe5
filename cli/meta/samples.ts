import { CATALOG_KINDS, type CatalogKind } from '../../src/catalog/kinds.ts';
import { sampleBody as catalogBody } from '../../src/catalog/samples/sample-body.ts';
import type { Change } from '../../src/pipeline/change/change.ts';
import { splitBody } from '../../src/pipeline/change/split-body.ts';
import { CliError } from '../errors/cli-error.ts';
import { metaJson } from './meta-json.ts';
import { sanitize } from '../../src/text/terminal-safe.ts';
import { withoutSecrets } from '../errors/without-secrets.ts';
import { seededRandom } from './seeded-random.ts';

/** A sample of the catalog, by its name. */
export interface Sample {
  /** `page.leadgen`, `page.messages.message`, `page.standby.message`. */
  readonly name: string;
  readonly object: string;
  readonly field: string;
  readonly kind: string;
  readonly title: string;
  /** Whether nothing but the time of sending tells two of them apart. */
  readonly weak: boolean;
  readonly catalogKind: CatalogKind;
}

/** How to make a sample. */
export interface SampleOptions {
  /** Whose entry it is to be. @default the synthetic one of the catalog */
  readonly entryId?: string | undefined;
  /** When Meta sent it, in milliseconds since 1970. Where Meta gives no id, its second is all that makes it new. */
  readonly timeMs: number;
  /** Decides the fresh ids: another salt, another change. */
  readonly salt: string;
}

/** Every sample, in the order of the catalog. */
export const SAMPLES: readonly Sample[] = CATALOG_KINDS.map((catalogKind) => {
  // Of permissions, the catalog knows the field only as any.
  const { object, field, kind, identity } = changeIn(exactBody(catalogKind));
  return {
    name: nameOf(object, field, kind),
    object,
    field,
    kind,
    title: catalogKind.entry.title,
    weak: identity.weak,
    catalogKind,
  };
});

/** The standby channel's kinds say so themselves. */
function nameOf(object: string, field: string, kind: string): string {
  if (kind === field) return `${object}.${field}`;
  return kind.startsWith(`${field}.`) ? `${object}.${kind}` : `${object}.${field}.${kind}`;
}

/**
 * Finds a sample by its name. `page.messages` stands for `page.messages.message`; where a field has one sample, its
 * name will do.
 * @throws {@link CliError} SAMPLE_UNKNOWN
 */
export function findSample(name: string): Sample {
  const ofField = SAMPLES.filter(({ object, field }) => `${object}.${field}` === name);
  const found =
    SAMPLES.find((sample) => sample.name === name) ??
    (ofField.length === 1 ? ofField[0] : ofField.find(({ field, kind }) => `${kind}s` === field));
  if (found) return found;
  const names = ofField.map((sample) => sample.name).join(', ');
  throw new CliError('SAMPLE_UNKNOWN', {
    message:
      names === '' ? `there is no sample ${withoutSecrets(sanitize(name))}` : `there are several samples of ${name}`,
    hint: names === '' ? 'send --list shows those there are' : `name one: ${names}`,
  });
}

/**
 * Makes a body of one change that no receiver has seen: fresh ids, and the time that is given.
 * @param name - see {@link findSample}
 * @throws {@link CliError} SAMPLE_UNKNOWN
 */
export function sampleBody(name: string, { entryId, timeMs, salt }: SampleOptions): Buffer {
  const { catalogKind } = findSample(name);
  const body = catalogBody(catalogKind, { freshIds: true, nowMs: timeMs, random: seededRandom(salt) });
  return entryId === undefined ? metaJson(body) : withEntryId(metaJson(body), entryId);
}

/** The sample as the documentation shows it: its ids and times never change. */
export function exactSampleBody(name: string): Buffer {
  return exactBody(findSample(name).catalogKind);
}

function exactBody(kind: CatalogKind): Buffer {
  return metaJson(catalogBody(kind));
}

/** An account's id also stands inside its posts' ids, and as recipient: all of it becomes the other account's. */
function withEntryId(body: Buffer, entryId: string): Buffer {
  return Buffer.from(body.toString().replaceAll(changeIn(body).entryId, entryId));
}

function changeIn(body: Buffer): Change {
  const [change] = splitBody(body).changes;
  if (change === undefined) throw new Error('a sample without a change');
  return change;
}
