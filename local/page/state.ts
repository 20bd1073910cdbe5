import type { DeliveryDetail, DeliverySummary } from '../deliveries/delivery-log.ts';
import type { Status } from '../server/status.ts';

/** What a list can be narrowed to. */
export const FILTERS = ['all', 'rejected', 'duplicate', 'weak', 'unknown', 'retrying', 'dead-lettered'] as const;
export type Filter = (typeof FILTERS)[number];

/** The dialogs of the page. */
export type DialogName = 'send' | 'setup';

/** Everything that the page shows. */
export interface State {
  readonly connection: 'connecting' | 'live' | 'lost';
  /** Newest first. */
  readonly deliveries: readonly DeliverySummary[];
  readonly selectedId: string | undefined;
  readonly detail: DeliveryDetail | undefined;
  readonly status: Status;
  readonly filter: Filter;
  readonly query: string;
  readonly dialog: DialogName | undefined;
  /** The last result of an action, for everybody and for screen readers. */
  readonly notice: { readonly text: string; readonly isError: boolean } | undefined;
}

/** What can happen to the state. */
export type Action =
  | { readonly type: 'loaded' | 'changed'; readonly deliveries: readonly DeliverySummary[] }
  | { readonly type: 'connection'; readonly connection: State['connection'] }
  | { readonly type: 'status'; readonly status: Status }
  | { readonly type: 'selected'; readonly id: string | undefined }
  | { readonly type: 'detail'; readonly detail: DeliveryDetail }
  | { readonly type: 'filter'; readonly filter: Filter }
  | { readonly type: 'query'; readonly query: string }
  | { readonly type: 'dialog'; readonly dialog: DialogName | undefined }
  | { readonly type: 'notice'; readonly notice: State['notice'] };

/** As many as the server keeps. */
const MAX_DELIVERIES = 10_000;

export const INITIAL_STATE: State = {
  connection: 'connecting',
  deliveries: [],
  selectedId: undefined,
  detail: undefined,
  status: { queues: [], faults: [] },
  filter: 'all',
  query: '',
  dialog: undefined,
  notice: undefined,
};

/** Returns the next state. */
export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'loaded':
      return { ...state, deliveries: action.deliveries };
    case 'changed':
      return { ...state, deliveries: merge(state.deliveries, action.deliveries) };
    case 'selected':
      return { ...state, selectedId: action.id, detail: state.detail?.id === action.id ? state.detail : undefined };
    case 'detail':
      return state.selectedId === action.detail.id ? { ...state, detail: action.detail } : state;
    default:
      return { ...state, [action.type]: member(action) };
  }
}

/** The other actions set the member of the state that they are named after. */
function member(action: Exclude<Action, { readonly type: 'loaded' | 'changed' | 'selected' | 'detail' }>): unknown {
  return (action as Readonly<Record<string, unknown>>)[action.type];
}

/** Replaces the deliveries that changed, and puts new ones first. */
function merge(known: readonly DeliverySummary[], changed: readonly DeliverySummary[]): readonly DeliverySummary[] {
  const byId = new Map(changed.map((delivery) => [delivery.id, delivery]));
  const updated = known.map((delivery) => {
    const newer = byId.get(delivery.id);
    byId.delete(delivery.id);
    return newer ?? delivery;
  });
  return [...[...byId.values()].reverse(), ...updated].slice(0, MAX_DELIVERIES);
}

/** Returns the deliveries that the list shows. */
export function filterDeliveries({ deliveries, filter, query }: Pick<State, 'deliveries' | 'filter' | 'query'>) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (filter === 'all' && words.length === 0) return deliveries;
  return deliveries.filter((delivery) => hasFilter(delivery, filter) && words.every((word) => hasWord(delivery, word)));
}

/** Filters that look for a count. The others look for a state. */
const COUNTED = { duplicate: 'duplicates', weak: 'weak', unknown: 'unknown' } as const;

function hasFilter({ state, outcome }: DeliverySummary, filter: Filter): boolean {
  if (filter === 'all') return true;
  if (filter === 'duplicate' || filter === 'weak' || filter === 'unknown') return (outcome?.[COUNTED[filter]] ?? 0) > 0;
  return state === filter;
}

function hasWord({ id, object = '', fields, code = '', status, app }: DeliverySummary, word: string): boolean {
  return `${id} ${object} ${fields.join(' ')} ${code} ${status} ${app}`.toLowerCase().includes(word);
}
