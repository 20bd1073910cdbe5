import { CATALOG_KINDS, type CatalogKind } from '../../src/catalog/kinds.ts';
import { sampleBody as catalogBody } from '../../src/catalog/samples/sample-body.ts';
import type { Change } from '../../src/pipeline/change/change.ts';
import { splitBody } from '../../src/pipeline/change/split-body.ts';
import { CliError } from '../errors/cli-error.ts';
import { metaJson } from './meta-json.ts';
import { sanitize } from '../../src/text/terminal-safe.ts';
import { withoutSecrets } from '../errors/without-secrets.ts';
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

/** Every sample, in the order of the catalog. */
export const SAMPLES: readonly Sample[] = CATALOG_KINDS.map((catalogKind) => {
  // The catalog has only one entry for all fields of permissions.
  const { object, field, kind, identity } = changeIn(exactBody(catalogKind));
  return {
    name: getName(object, field, kind),
    object,
    field,
    kind,
    title: catalogKind.entry.title,
    weak: identity.weak,
    catalogKind,
  };
});

/** Kinds of the standby channel already contain the field. */
function getName(object: string, field: string, kind: string): string {
  if (kind === field) return `${object}.${field}`;
  return kind.startsWith(`${field}.`) ? `${object}.${kind}` : `${object}.${field}.${kind}`;
}

/**
 * Finds a sample by its name. `page.messages` means `page.messages.message`. If a field has only one sample, the name
 * of the field is enough.
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
    message: names === '' ? `unknown sample ${withoutSecrets(sanitize(name))}` : `${name} has several samples`,
    hint: names === '' ? 'Run `npm run receiver -- send --list` to list the samples.' : `Choose one: ${names}.`,
  });
}

/**
 * Builds a body with one new change: it has new ids and the given time.
 * @param name - see {@link findSample}
 * @throws {@link CliError} SAMPLE_UNKNOWN
 */
export function sampleBody(name: string, { entryId, timeMs, salt }: SampleOptions): Buffer {
  const { catalogKind } = findSample(name);
  const body = catalogBody(catalogKind, { freshIds: true, nowMs: timeMs, random: seededRandom(salt) });
  return entryId === undefined ? metaJson(body) : withEntryId(metaJson(body), entryId);
}

/** Returns the sample as documented, always with the same ids and times. */
export function exactSampleBody(name: string): Buffer {
  return exactBody(findSample(name).catalogKind);
}

function exactBody(kind: CatalogKind): Buffer {
  return metaJson(catalogBody(kind));
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
