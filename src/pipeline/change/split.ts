import { changeEntry, entriesFor, type ObjectIndex } from '../../catalog/catalog.ts';
import { UNKNOWN_SHAPE, WEAK, type IdentityInput, type IdentityRule } from '../../catalog/identity-rule.ts';
import type { Change, SharedPart, Split } from './change.ts';
import { openEnvelope, type EnvelopeItem } from './envelope.ts';
import { eventKind, isEvent } from './event-kind.ts';
import { identify } from './identity.ts';
import { isArray, isObject, member, text, textAt, type Json, type JsonObject } from '../../json/json.ts';
import { numberEqualWeakChanges } from './number-equals.ts';
import { isTooMuchBeside, SharedValues } from './shared-values.ts';
import { splitValue } from './split-value.ts';

/** Maximum changes per body. A body with more becomes one change. No body of Meta has a hundredth of this. */
export const MAX_CHANGES = 100_000;
const CHANGE_HEAD: ReadonlySet<string> = new Set(['field', 'verb', 'value']);
const STANDBY = 'standby';
/** Members that a value which reports only errors may have beside them. */
const BESIDE_ERRORS: ReadonlySet<string> = new Set(['messaging_product', 'metadata', 'errors', 'contacts']);

/** Receives the input of each identity, so that a command can explain why two changes are one. */
export type IdentityObserver = (change: Change, input: IdentityInput, rule: IdentityRule) => void;

/**
 * Splits a body into changes, in the order of the body. It loses nothing: unknown objects, fields and shapes become
 * weak changes. It does not throw for any body.
 * @param bodyBytes - length of the body, which limits the copies
 */
export function split(body: Json, bodyBytes: number, observe?: IdentityObserver): Split {
  const items = openEnvelope(body, (object, value) => isEvent(value, entriesFor(object)), MAX_CHANGES);
  if (items.length > MAX_CHANGES) return wholeBody(body);
  const splitting = new Splitting(bodyBytes, observe);
  for (const item of items) {
    splitting.push(item);
    if (splitting.isOverfull) return wholeBody(body);
  }
  return { changes: numberEqualWeakChanges(splitting.changes), sharedValues: splitting.shared.values };
}

/** Returns the body as one change of unknown kind, stored once. */
function wholeBody(body: Json): Split {
  const object = textAt(body, 'object') ?? 'unknown';
  const { identity } = identify(
    { verb: undefined, value: body, extra: undefined },
    { entryId: '', field: 'unknown', scope: '' },
    UNKNOWN_SHAPE,
  );
  return {
    changes: [{ object, field: 'unknown', kind: 'unknown', entryId: '', identity, shared: { at: 0 } }],
    sharedValues: [body],
  };
}

/** An element of `changes[]`, or an item that is treated as one. */
interface ChangeItem {
  readonly field: string;
  readonly verb: string | undefined;
  readonly value: Json;
  /** Members beside the value, without the verb. */
  readonly extra: JsonObject | undefined;
}

/** Properties of a change without its identity. */
interface Found {
  readonly field: string;
  /** Field in the key, if the members identify it better than the envelope. */
  readonly keyField?: string;
  readonly kind: string;
  readonly verb?: string | undefined;
  readonly value?: Json | undefined;
  readonly shared?: SharedPart | undefined;
  readonly extra?: JsonObject | undefined;
  readonly rule: IdentityRule;
  /** Input of the rule, if it is not the whole value. */
  readonly about?: Json;
  readonly scope?: string | undefined;
}

/** Collects the changes of one body. */
class Splitting {
  readonly changes: Change[] = [];
  readonly shared: SharedValues;
  isOverfull = false;

  private readonly observe: IdentityObserver | undefined;

  constructor(bodyBytes: number, observe: IdentityObserver | undefined) {
    this.shared = new SharedValues(bodyBytes);
    this.observe = observe;
  }

  push(envelope: EnvelopeItem): void {
    const { form, item } = envelope;
    if (form === 'change') this.pushChange(envelope);
    else if (form === 'call')
      this.pushValue(envelope, { field: 'calls', verb: undefined, value: item, extra: undefined });
    else if (form === 'field name') this.pushName(envelope);
    else if (form !== 'unknown' && isObject(item)) this.pushEvent(envelope, item);
    else this.pushUnknown(envelope);
  }

  private pushChange(envelope: EnvelopeItem): void {
    const { item } = envelope;
    const field = textAt(item, 'field');
    if (field === undefined || !isObject(item)) {
      this.pushUnknown(envelope);
      return;
    }
    const beside = membersBeside(item);
    const isTold = Object.hasOwn(item, 'value');
    // Without a value, the members beside the field are the value.
    const value = isTold ? item['value'] : beside;
    const verb = textAt(item, 'verb') ?? textAt(value, 'verb');
    if (value === undefined) this.add(envelope, { field, kind: field, verb, rule: WEAK });
    else this.pushValue(envelope, { field, verb, value, extra: isTold ? beside : undefined });
  }

  private pushValue(envelope: EnvelopeItem, change: ChangeItem): void {
    const { field, verb, value } = change;
    const known = entriesFor(envelope.head.object);
    const scope = known.elements.size > 0 ? phoneNumberId(value) : undefined;
    if (this.pushParts(envelope, change, scope)) return;
    const extra = this.carried(envelope, change.extra, 1);
    const event = envelope.form === 'change' ? eventInChange(field, value, known) : undefined;
    this.add(envelope, { field, verb, value, extra, scope, ...(event ?? changeKind(field, value, known)) });
  }

  /** @returns whether the value contains elements */
  private pushParts(envelope: EnvelopeItem, change: ChangeItem, scope: string | undefined): boolean {
    const { field, verb, value } = change;
    const parts = splitValue(value, field, entriesFor(envelope.head.object).elements);
    if (parts.length === 0) return false;
    this.isOverfull = this.changes.length + parts.length > MAX_CHANGES;
    if (this.isOverfull) return true;
    const extra = this.carried(envelope, change.extra, parts.length);
    const copies = this.shared.copies(value, parts);
    parts.forEach(({ entry, element }, i) => {
      const kind = field === STANDBY && entry.field !== STANDBY ? `standby.${entry.kind}` : entry.kind;
      this.add(envelope, { field, kind, verb, ...copies[i], extra, rule: entry.identity, about: element, scope });
    });
    return true;
  }

  /** Returns the members beside a value for its changes. If they are too large, they become a change of their own. */
  private carried(envelope: EnvelopeItem, extra: JsonObject | undefined, parts: number): JsonObject | undefined {
    if (extra === undefined || !isTooMuchBeside(extra, parts)) return extra;
    this.pushUnknown({ ...envelope, item: extra });
    return undefined;
  }

  private pushEvent(envelope: EnvelopeItem, event: JsonObject): void {
    const { kind, field, rule } = eventKind(event, entriesFor(envelope.head.object));
    const found = envelope.form === 'standby' ? { field: STANDBY, kind: `standby.${kind}` } : { field, kind };
    this.add(envelope, { ...found, value: event, rule });
  }

  private pushName(envelope: EnvelopeItem): void {
    const field = text(envelope.item);
    if (field === undefined) this.pushUnknown(envelope);
    else this.add(envelope, { field, kind: field, rule: WEAK });
  }

  private pushUnknown(envelope: EnvelopeItem): void {
    this.add(envelope, { field: 'unknown', kind: 'unknown', value: envelope.item, rule: UNKNOWN_SHAPE });
  }

  // A body may have 1,000 changes. Each is built once, without spreads, which would be the main cost of this module.
  private add({ head }: EnvelopeItem, found: Found): void {
    const { field, keyField = field, kind, verb, value, shared, extra, rule, about = value, scope } = found;
    const { object, entryId, entryTime, annotations } = head;
    const input = {
      verb,
      value: about,
      extra: verb === undefined || verb === textAt(about, 'verb') ? extra : { ...extra, verb },
    };
    const { identity, time, unlisted } = identify(input, { entryId, field: keyField, scope: scope ?? entryId }, rule);
    const allExtra = extra === undefined ? annotations : { ...extra, ...annotations };
    const change = {
      object,
      field,
      kind,
      entryId,
      entryTime,
      ownTime: time,
      verb,
      value,
      shared,
      extra: allExtra,
      identity,
      unlisted,
    };
    this.changes.push(change);
    this.observe?.(change, input, rule);
  }
}

type Kind = Pick<Found, 'keyField' | 'kind' | 'rule'>;

/**
 * Returns the kind of a messaging event in `changes[]`, which the dashboard's Test button and, as reported, Instagram
 * Login send.
 */
function eventInChange(field: string, value: Json, known: ObjectIndex): Kind | undefined {
  if (!isObject(value) || !isEvent(value, known)) return undefined;
  const { kind, field: keyField, rule } = eventKind(value, known);
  return field === STANDBY ? { keyField: STANDBY, kind: `standby.${kind}`, rule } : { keyField, kind, rule };
}

function changeKind(field: string, value: Json, known: ObjectIndex): Kind {
  const entry = changeEntry(known, field, value);
  if (known.elements.size > 0 && isOnlyErrors(value)) return { kind: 'errors', rule: WEAK };
  return {
    kind: entry === undefined || entry.kind === '*' ? field : entry.kind,
    rule: entry?.identity ?? UNKNOWN_SHAPE,
  };
}

/** Returns whether a value has only errors. `flows` also has errors, but beside other content. */
function isOnlyErrors(value: Json): boolean {
  return (
    isObject(value) && isArray(member(value, 'errors')) && Object.keys(value).every((name) => BESIDE_ERRORS.has(name))
  );
}

function membersBeside(item: JsonObject): JsonObject | undefined {
  if (Object.keys(item).every((name) => CHANGE_HEAD.has(name))) return undefined;
  return Object.fromEntries(Object.entries(item).filter(([name]) => !CHANGE_HEAD.has(name)));
}

/** Returns the scope of WhatsApp ids, which are unique per phone number. Account fields have no phone number. */
function phoneNumberId(value: Json): string | undefined {
  for (const name of ['metadata', 'recipient', 'phone_number_settings']) {
    const id = textAt(value, name, 'phone_number_id');
    if (id) return id;
  }
  return undefined;
}
