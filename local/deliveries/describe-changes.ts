import { ruleFor, type IdentityInput, type IdentityRule, type PlainRule } from '../../src/catalog/identity-rule.ts';
import { isArray, isObject, type Json } from '../../src/json/json.ts';
import { parseLossless } from '../../src/json/parse-lossless.ts';
import type { Change } from '../../src/pipeline/change/change.ts';
import { contentText } from '../../src/pipeline/change/identity.ts';
import { split } from '../../src/pipeline/change/split.ts';
import { claimKey } from '../../src/pipeline/dedupe/claim.ts';
import type { Delivery } from '../../src/pipeline/delivery/delivery.ts';
import type { ChangeDetail, ChangeIdentity, ChangeState, IdentityPart } from './delivery-log.ts';
import { toRecordedEvent, type KeptEvent } from './kept-events.ts';

/** Changes of one delivery that are described. */
const MAX_CHANGES = 200;
const MAX_PART_CHARACTERS = 2_000;

/** Looks up the event of a claim key. */
export type FindEvent = (id: string) => KeptEvent | undefined;

/** The changes of a body. */
export interface DescribedChanges {
  readonly changes: readonly ChangeDetail[];
  readonly changesInBody: number;
}

/**
 * Splits a body as the worker does, and says of each change what its identity is and what became of it.
 * @param deliveryIds - all ids of the delivery: each attempt to queue it has its own
 * @throws {@link ReceiverError} INVALID_JSON
 */
export function describeChanges(
  delivery: Delivery,
  rawBody: Buffer,
  { find, deliveryIds }: { readonly find: FindEvent; readonly deliveryIds: ReadonlySet<string> },
): DescribedChanges {
  const inputs: { readonly input: IdentityInput; readonly rule: IdentityRule }[] = [];
  const { changes } = split(parseLossless(rawBody), rawBody.byteLength, (_, input, rule) => {
    inputs.push({ input, rule });
  });
  const seen = new Set<string>();
  const described = changes.slice(0, MAX_CHANGES).map((change, index): ChangeDetail => {
    const id = claimKey(delivery, change);
    const isRepeated = seen.has(id);
    seen.add(id);
    const { object, field, kind, entryId } = change;
    const identity = describeIdentity(change, delivery, inputs[index]);
    const event = find(id);
    const state = stateOf(event, isRepeated, deliveryIds);
    return { ...{ index, object, field, kind, entryId, id, state, identity }, ...eventMembers(event, state) };
  });
  return { changes: described, changesInBody: changes.length };
}

function eventMembers(
  event: KeptEvent | undefined,
  state: ChangeState,
): Pick<ChangeDetail, 'event' | 'emittedBy' | 'consumers' | 'forwarded'> {
  if (event === undefined) return { consumers: [], forwarded: [] };
  const { consumers, forwarded, deliveryId: emittedBy } = event;
  return { ...(state.startsWith('duplicate') && { emittedBy }), event: toRecordedEvent(event), consumers, forwarded };
}

function stateOf(event: KeptEvent | undefined, isRepeated: boolean, deliveryIds: ReadonlySet<string>): ChangeState {
  if (event === undefined) return 'waiting';
  if (!deliveryIds.has(event.deliveryId)) return 'duplicate';
  return isRepeated ? 'duplicate in this delivery' : 'emitted';
}

function describeIdentity(
  change: Change,
  delivery: Delivery,
  used: { readonly input: IdentityInput; readonly rule: IdentityRule } | undefined,
): ChangeIdentity {
  const { identity } = change;
  const rule = used && ruleFor(used.rule, used.input);
  const leftOut = (rule?.volatile ?? []).map(({ path, because }) => ({
    path,
    because,
    isPresent: hasPath(used?.input.value, path.split('.')),
  }));
  return {
    mode: identity.weak ? 'weak' : identity.id ? 'id' : 'content',
    counts: [
      part('app', delivery.app),
      part('object', change.object),
      part('field', identity.field),
      part('kind', change.kind),
      part('account', identity.scope),
      ...ownParts(change, delivery, used && rule && contentText(used.input, rule)),
    ],
    leftOut,
    ...becauseOf(rule),
  };
}

/** The parts beside the place: an id, or the content with a time if it is weak. */
function ownParts(
  { identity, entryTime, ownTime }: Change,
  delivery: Delivery,
  content: string | undefined,
): IdentityPart[] {
  const { id, weak, n } = identity;
  const parts = id ? idParts(id) : [part('content', content ?? identity.content)];
  if (weak) parts.push(part('time', timeOf({ identity, entryTime, ownTime })));
  if (n !== undefined) parts.push(part('number among equals', String(n)));
  if (delivery.nonce !== undefined) parts.push(part('replay', delivery.nonce));
  return parts;
}

/** The time that the claim key of a weak change contains. */
function timeOf({ identity, entryTime, ownTime }: Pick<Change, 'identity' | 'entryTime' | 'ownTime'>): string {
  const time = entryTime ?? (identity.isTest === true ? undefined : ownTime);
  return time ?? 'none: the delivery itself';
}

function idParts(id: readonly string[]): IdentityPart[] {
  return id.map((value, i) => part(id.length > 1 ? `id, part ${i + 1}` : 'id', value));
}

function becauseOf(rule: PlainRule | undefined): { readonly because?: string } {
  return rule && 'because' in rule && rule.because !== undefined ? { because: rule.because } : {};
}

function part(name: string, value: string): IdentityPart {
  return { name, value: value.length > MAX_PART_CHARACTERS ? `${value.slice(0, MAX_PART_CHARACTERS)}…` : value };
}

function hasPath(value: Json | undefined, [name, ...rest]: readonly string[]): boolean {
  if (name === undefined) return value !== undefined;
  if (name === '*') return isArray(value) && value.some((element) => hasPath(element, rest));
  return isObject(value) && Object.hasOwn(value, name) && hasPath(value[name], rest);
}
