import { useEffect, useState } from 'preact/hooks';
import { INITIAL_STATE, reduce, type Action, type State } from './state.ts';

/** Holds the state of the page. */
export interface Store {
  get(): State;
  dispatch(action: Action): void;
  subscribe(listener: () => void): () => void;
}

function createStore(): Store {
  let state = INITIAL_STATE;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    dispatch: (action) => {
      state = reduce(state, action);
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

/** The one store of the page. */
export const store = createStore();

/** Reads a part of the state, and renders again when that part changes. */
export function useStore<T>(select: (state: State) => T): T {
  const [selected, setSelected] = useState(() => select(store.get()));
  useEffect(() => {
    const update = (): void => {
      setSelected(() => select(store.get()));
    };
    update();
    return store.subscribe(update);
  }, [select]);
  return selected;
}
