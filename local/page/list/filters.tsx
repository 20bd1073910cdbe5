import { FILTERS, type Filter } from '../state.ts';
import { store, useStore } from '../store.ts';

const NAMES: Readonly<Record<Filter, string>> = {
  all: 'All',
  rejected: 'Rejected',
  duplicate: 'Duplicate',
  weak: 'Weak',
  unknown: 'Unknown',
  retrying: 'Retrying',
  'dead-lettered': 'Dead-lettered',
};

/** Search and filter above the list. */
export function Filters() {
  const filter = useStore((state) => state.filter);
  const query = useStore((state) => state.query);
  return (
    <div class="filters">
      <input
        type="search"
        class="input"
        placeholder="Search object, field, code, id"
        aria-label="Search deliveries"
        value={query}
        onInput={(event) => {
          store.dispatch({ type: 'query', query: event.currentTarget.value });
        }}
      />
      <select
        class="input"
        aria-label="Filter deliveries"
        value={filter}
        onChange={(event) => {
          const chosen = FILTERS.find((name) => name === event.currentTarget.value) ?? 'all';
          store.dispatch({ type: 'filter', filter: chosen });
        }}
      >
        {FILTERS.map((name) => (
          <option key={name} value={name}>
            {NAMES[name]}
          </option>
        ))}
      </select>
    </div>
  );
}
