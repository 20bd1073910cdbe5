import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { DeliverySummary } from '../../deliveries/delivery-log.ts';
import { filterDeliveries } from '../state.ts';
import { store, useStore } from '../store.ts';
import { DeliveryRow } from './delivery-row.tsx';
import { nextIndex } from './next-index.ts';
import { useVirtualRows } from './use-virtual-rows.ts';

/** Height of a row in CSS pixels, as in the style sheet. */
const ROW_HEIGHT = 60;

/** The list of deliveries. Only the rows that can be seen are in the document. */
export function DeliveryList() {
  const deliveries = useStore((state) => state.deliveries);
  const filter = useStore((state) => state.filter);
  const query = useStore((state) => state.query);
  const shown = useMemo(() => filterDeliveries({ deliveries, filter, query }), [deliveries, filter, query]);
  if (shown.length === 0) return <EmptyList hasDeliveries={deliveries.length > 0} />;
  return <Rows deliveries={shown} />;
}

function EmptyList({ hasDeliveries }: { readonly hasDeliveries: boolean }) {
  return (
    <div class="empty">
      <p>{hasDeliveries ? 'No delivery matches the filter.' : 'Nothing has arrived yet.'}</p>
      {!hasDeliveries && <p class="hint">Send a sample, or point your app at the callback URL under Set up.</p>}
    </div>
  );
}

function Rows({ deliveries }: { readonly deliveries: readonly DeliverySummary[] }) {
  const scrollRef = useRef<HTMLDivElement>(null);
  const selectedId = useStore((state) => state.selectedId);
  const virtualizer = useVirtualRows(scrollRef, deliveries.length, ROW_HEIGHT);
  useStayInPlace(scrollRef, deliveries);
  const move = (event: KeyboardEvent): void => {
    const at = deliveries.findIndex(({ id }) => id === store.get().selectedId);
    const page = Math.max(1, Math.floor((scrollRef.current?.clientHeight ?? 0) / ROW_HEIGHT) - 1);
    const next = nextIndex(event.key, at, { length: deliveries.length, page });
    const delivery = next === undefined ? undefined : deliveries[next];
    if (next === undefined || delivery === undefined) return;
    event.preventDefault();
    virtualizer.scrollToIndex(next);
    store.dispatch({ type: 'selected', id: delivery.id });
  };
  const rows = virtualizer.getVirtualItems();
  const isSelectedShown = rows.some(({ index }) => deliveries[index]?.id === selectedId);
  return (
    <div
      ref={scrollRef}
      class="list"
      role="listbox"
      tabIndex={0}
      aria-label="Deliveries, newest first"
      onKeyDown={move}
      {...(isSelectedShown && { 'aria-activedescendant': `row-${String(selectedId)}` })}
    >
      <div role="presentation" class="list-rows" style={{ height: `${virtualizer.getTotalSize()}px` }}>
        {rows.map(({ index, start }) => {
          const delivery = deliveries[index];
          if (delivery === undefined) return null;
          const place = { index, length: deliveries.length, start };
          return <Row key={delivery.id} delivery={delivery} isSelected={delivery.id === selectedId} place={place} />;
        })}
      </div>
    </div>
  );
}

interface RowProps {
  readonly delivery: DeliverySummary;
  readonly isSelected: boolean;
  readonly place: { readonly index: number; readonly length: number; readonly start: number };
}

function Row({ delivery, isSelected, place }: RowProps) {
  return (
    <div
      id={`row-${delivery.id}`}
      class="row"
      role="option"
      aria-selected={isSelected}
      aria-setsize={place.length}
      aria-posinset={place.index + 1}
      style={{ transform: `translateY(${place.start}px)` }}
      onClick={() => {
        store.dispatch({ type: 'selected', id: delivery.id });
      }}
    >
      <DeliveryRow delivery={delivery} />
    </div>
  );
}

/** New rows come in at the top. Who has scrolled down keeps seeing the same rows. */
function useStayInPlace(
  scrollRef: { readonly current: HTMLDivElement | null },
  deliveries: readonly DeliverySummary[],
) {
  const first = useRef<string | undefined>(undefined);
  useLayoutEffect(() => {
    const element = scrollRef.current;
    const added = first.current === undefined ? 0 : deliveries.findIndex(({ id }) => id === first.current);
    if (element && added > 0 && element.scrollTop > 0) element.scrollTop += added * ROW_HEIGHT;
    first.current = deliveries[0]?.id;
  }, [deliveries, scrollRef]);
}
