import type { DeliverySummary } from '../deliveries/delivery-log.ts';
import type { Status } from '../server/status.ts';
import { getJson } from './api.ts';
import type { DeliveryDetail } from '../deliveries/delivery-log.ts';
import type { Store } from './store.ts';

const RETRY_MS = 1_000;

/** Loads the deliveries, then follows the stream from there, and keeps the opened delivery up to date. */
export function connect(store: Store): void {
  void load(store);
  followSelection(store);
}

async function load(store: Store): Promise<void> {
  try {
    const response = await fetch('/api/deliveries');
    const deliveries = (await response.json()) as readonly DeliverySummary[];
    store.dispatch({ type: 'loaded', deliveries });
    openStream(store, response.headers.get('x-stream-position') ?? '');
  } catch {
    store.dispatch({ type: 'connection', connection: 'lost' });
    setTimeout(() => {
      void load(store);
    }, RETRY_MS);
  }
}

/** The browser reconnects by itself, and then sends the id of the last event. */
function openStream(store: Store, since: string): void {
  const source = new EventSource(`/api/stream?since=${encodeURIComponent(since)}`);
  source.onopen = () => {
    store.dispatch({ type: 'connection', connection: 'live' });
  };
  source.onerror = () => {
    store.dispatch({ type: 'connection', connection: 'lost' });
  };
  source.addEventListener('deliveries', ({ data }: MessageEvent<string>) => {
    store.dispatch({ type: 'changed', deliveries: JSON.parse(data) as DeliverySummary[] });
  });
  source.addEventListener('status', ({ data }: MessageEvent<string>) => {
    store.dispatch({ type: 'status', status: JSON.parse(data) as Status });
  });
  // Another start of the server: its token and its deliveries are new.
  source.addEventListener('reset', () => {
    location.reload();
  });
}

/** Reads the opened delivery again when it changes. */
function followSelection(store: Store): void {
  let loaded = '';
  store.subscribe(() => {
    const { selectedId, deliveries } = store.get();
    if (selectedId === undefined) return;
    const revision = deliveries.find(({ id }) => id === selectedId)?.revision;
    const wanted = `${selectedId} ${String(revision)}`;
    if (wanted === loaded) return;
    loaded = wanted;
    void getJson<DeliveryDetail>(`/api/deliveries/${encodeURIComponent(selectedId)}`).then(
      (detail) => {
        store.dispatch({ type: 'detail', detail });
      },
      () => undefined,
    );
  });
}
