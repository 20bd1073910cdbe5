import { CATALOG_KINDS } from '../catalog/kinds.ts';
import { sampleBody as catalogBody } from '../catalog/samples/sample-body.ts';
import type { MetaWebhookDetailType, MetaWebhookEventOf } from '../events/meta-webhook-event.ts';
import { deepMerge, type DeepPartial } from './deep-merge.ts';
import { findKind } from './find-kind.ts';

type DetailOf<T extends MetaWebhookDetailType> = MetaWebhookEventOf<T>['detail'];

/** What differs from the sample. */
export interface BodyOverrides<T extends MetaWebhookDetailType> {
  /** Kind of the change. @default - the kind that the field is named after, `message` of `messages` */
  readonly kind?: DetailOf<T>['kind'] | undefined;
  /** Members of the value, merged at any depth into those of the sample. */
  readonly value?: DeepPartial<NonNullable<DetailOf<T>['value']>> | undefined;
}

/** A sample of the catalog. */
export interface Sample {
  /** `<object>.<field>`; for an object where any name is a field, `<object>.*`. */
  readonly detailType: string;
  readonly kind: string;
  readonly title: string;
}

/** Every sample, in the order of the catalog. Each has a body and an event. */
export const samples: readonly Sample[] = CATALOG_KINDS.map(({ object, field, kind, entry }) => ({
  detailType: `${object.object}.${field}`,
  kind,
  title: entry.title,
}));

/**
 * Returns a body as Meta posts it, with one change. It is the same at each call and contains no real data.
 * @throws TestingError UNKNOWN_DETAIL_TYPE | UNKNOWN_KIND
 * @example
 * sampleBody('instagram.comments', { value: { text: 'open today?' } })
 */
export function sampleBody<T extends MetaWebhookDetailType>(
  detailType: T,
  { kind, value }: BodyOverrides<T> = {},
): Readonly<Record<string, unknown>> {
  const anyField = detailType.slice(detailType.indexOf('.') + 1);
  const revise = (sample: unknown): unknown => (value === undefined ? sample : deepMerge(sample, value));
  return catalogBody(findKind(detailType, kind), {}, { revise, anyField });
}
