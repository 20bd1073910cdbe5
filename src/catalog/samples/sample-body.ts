import type { CatalogKind } from '../kinds.ts';
import type { FieldOf, Values } from '../values/values.ts';
import { INSTAGRAM_CHANGE_SAMPLES } from './instagram.ts';
import { INSTAGRAM_EVENT_SAMPLES, PAGE_EVENT_SAMPLES } from './messaging.ts';
import * as other from './other.ts';
import { PAGE_CHANGE_SAMPLES } from './page.ts';
import { formatStamp, type SamplesOf, type Stamp, type StampOptions } from './stamp.ts';
import { WHATSAPP_ROUTING_SAMPLES } from './whatsapp-routing.ts';
import { WHATSAPP_ACCOUNT_SAMPLES, WHATSAPP_MESSAGE_SAMPLES } from './whatsapp.ts';

/** The kinds without those of the standby channel, which has the same events and needs no samples. */
type WithoutStandby<Of> = {
  readonly [Key in keyof Of as FieldOf<Key & string> extends 'standby' ? never : Key]: Of[Key];
};

/** Sample value of every entry. The compiler checks each against the type of the value. */
const SAMPLES: { readonly [Object in keyof Values]: SamplesOf<WithoutStandby<Values[Object]>> } = {
  page: { ...PAGE_CHANGE_SAMPLES, ...PAGE_EVENT_SAMPLES },
  instagram: { ...INSTAGRAM_CHANGE_SAMPLES, ...INSTAGRAM_EVENT_SAMPLES },
  whatsapp_business_account: { ...WHATSAPP_MESSAGE_SAMPLES, ...WHATSAPP_ACCOUNT_SAMPLES, ...WHATSAPP_ROUTING_SAMPLES },
  threads: other.THREADS_SAMPLES,
  user: other.USER_SAMPLES,
  permissions: other.PERMISSION_SAMPLES,
  payments: other.PAYMENT_SAMPLES,
  ad_account: other.AD_ACCOUNT_SAMPLES,
  application: other.APPLICATION_SAMPLES,
  catalog: other.PRODUCT_CATALOG_SAMPLES,
  certificate_transparency: other.CERTIFICATE_SAMPLES,
  managed_meta_account: other.MANAGED_META_ACCOUNT_SAMPLES,
};

/** Entry id of the samples, by object. */
const ENTRY_IDS: Readonly<Record<keyof Values, string>> = {
  page: '104000000000011',
  instagram: '17841400000000001',
  whatsapp_business_account: '102000000000061',
  threads: '63000000000000001',
  user: '10150000000000101',
  permissions: '10150000000000101',
  payments: '296000000000001',
  ad_account: '120000000000091',
  application: '990000000000001',
  catalog: '366000000000001',
  certificate_transparency: '1381000000000001',
  managed_meta_account: '1390000000000001',
};

/** Field name of the samples for objects where any name is a field. */
const ANY_FIELD: Partial<Record<keyof Values, string>> = {
  permissions: 'instagram_basic',
  managed_meta_account: 'status',
};

/** A body with one change in Meta's format. Serialize it with `JSON.stringify`. */
export type SampleBody = Readonly<Record<string, unknown>>;

/** What a sample has in place of its own value and field. */
export interface SampleChanges {
  /** Returns the value of the body. @default - the value of the sample */
  readonly revise?: (value: unknown) => unknown;
  /** Name of the field, for objects where any name is a field. @default - a name that Meta uses */
  readonly anyField?: string;
}

/**
 * Creates a synthetic body of one kind. It contains no real data.
 * @param kind - one of `CATALOG_KINDS`
 */
export function sampleBody(kind: CatalogKind, options: StampOptions = {}, changes: SampleChanges = {}): SampleBody {
  const { revise = (sample: unknown): unknown => sample, anyField } = changes;
  const stamp = formatStamp(options);
  const object = kind.object.object as keyof Values;
  const value = revise(sampleValue(kind, stamp));
  const field = kind.field === '*' ? (anyField ?? ANY_FIELD[object] ?? 'any') : kind.field;
  return object === 'threads'
    ? threadsBody(stamp, field, value)
    : { object, entry: [{ id: ENTRY_IDS[object], ...toEntry(kind, stamp, { field, value }) }] };
}

/**
 * Creates a body whose one value has several elements, as WhatsApp sends messages that arrive together.
 * @param kind - one that is in a list of a WhatsApp value
 * @param count - from 2 to 9
 */
export function sampleBatch(kind: CatalogKind, count: number, options: StampOptions = {}): SampleBody {
  const { id } = formatStamp(options);
  const list = kind.entry.member;
  const elements = Array.from({ length: count }, (_, i) =>
    // The ids of samples end with a running number, which tells the elements apart.
    sampleValue(kind, { ...formatStamp(options), id: (fixed) => id(fixed.replace(/0001(?!\d)/, `000${i + 1}`)) }),
  ).flatMap((value) => (value as Readonly<Record<string, readonly unknown[]>>)[list] ?? []);
  return sampleBody(kind, options, { revise: (value) => ({ ...(value as object), [list]: elements }) });
}

function sampleValue({ object: { object }, entry }: CatalogKind, stamp: Stamp): unknown {
  const key = entry.field === entry.kind ? entry.field : `${entry.field} ${entry.kind}`;
  return (SAMPLES[object as keyof Values] as Readonly<Record<string, (stamp: Stamp) => unknown>>)[key]?.(stamp);
}

function toEntry(
  { entry, field: place }: CatalogKind,
  stamp: Stamp,
  { field, value }: { field: string; value: unknown },
): SampleBody {
  if (entry.in === 'event')
    return { time: stamp.milliseconds, [place === 'standby' ? 'standby' : 'messaging']: [value] };
  if (entry.field === 'calls' && entry.in === 'change') return { time: stamp.seconds, calls: [value] };
  // An object without values sends only names. A value of a story has its own times.
  if (value === undefined) return { time: stamp.seconds, changed_fields: [field] };
  const isOfNumber = entry.in === 'element' || entry.kind === 'errors';
  return { ...(!isOfNumber && { time: stamp.seconds }), changes: [{ field, value }] };
}

/** Creates a body in the envelope of Threads. */
function threadsBody(stamp: Stamp, field: string, value: unknown): SampleBody {
  const topic = field === 'replies' || field === 'delete' ? 'moderate' : 'interaction';
  return {
    app_id: '610000000000001',
    topic,
    target_id: ENTRY_IDS.threads,
    time: stamp.seconds,
    subscription_id: '620000000000001',
    has_uid_field: false,
    values: { value, field },
  };
}
