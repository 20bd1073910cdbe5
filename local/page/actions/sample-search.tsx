import * as combobox from '@zag-js/combobox';
import { normalizeProps, useMachine } from '@zag-js/preact';
import type { InputHTMLAttributes } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { ListedSample } from '../../server/api.ts';

/** More matches help nobody. */
const MAX_MATCHES = 50;

const { machine } = combobox;
const { implementations: { actions = {} } = {} } = machine;

/**
 * The machine writes its text back into the field after the page is drawn, and so lost characters of fast typists: the
 * field was ahead. What was typed is in the field already.
 */
const KEEPS_TYPED = {
  ...machine,
  implementations: {
    ...machine.implementations,
    actions: {
      ...actions,
      syncInputValue: (params: Parameters<NonNullable<(typeof actions)['syncInputValue']>>[0]) => {
        if (params.event.current().type !== 'INPUT.CHANGE') actions['syncInputValue']?.(params);
      },
    },
  },
};

/** Properties of {@link SampleSearch}. */
export interface SampleSearchProps {
  readonly samples: readonly ListedSample[];
  readonly chosen: string;
  readonly onChoose: (name: string) => void;
}

/** Searches the samples by name and title. */
export function SampleSearch({ samples, chosen, onChoose }: SampleSearchProps) {
  const { api, matches } = useSampleSearch(samples, onChoose);
  return (
    <div {...api.getRootProps()} class="field">
      <label {...api.getLabelProps()}>Sample</label>
      <div {...api.getControlProps()} class="combobox">
        <input
          {...(api.getInputProps() as InputHTMLAttributes)}
          class="input"
          placeholder="Search: comment, lead, whatsapp…"
        />
        <p class="hint">
          Chosen: <b>{chosen}</b>
        </p>
      </div>
      {api.open && matches.length > 0 && (
        <div {...api.getPositionerProps()} class="options-place">
          <ul {...api.getContentProps()} class="options">
            {matches.map((item) => (
              <li key={item.name} {...api.getItemProps({ item })} class="option">
                <b>{item.name}</b> <span class="row-quiet">{item.title}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

function useSampleSearch(samples: readonly ListedSample[], onChoose: (name: string) => void) {
  const [query, setQuery] = useState('');
  const matches = useMemo(() => findMatches(samples, query), [samples, query]);
  const collection = useMemo(() => {
    const nameOf = ({ name }: ListedSample): string => name;
    return combobox.collection({ items: [...matches], itemToValue: nameOf, itemToString: nameOf });
  }, [matches]);
  const service = useMachine(KEEPS_TYPED as combobox.Machine, {
    id: 'sample',
    collection,
    openOnClick: true,
    inputBehavior: 'autohighlight',
    onInputValueChange: ({ inputValue }) => {
      setQuery(inputValue);
    },
    onValueChange: ({ value: [name] }) => {
      if (name !== undefined) onChoose(name);
    },
  });
  return { api: combobox.connect(service, normalizeProps), matches };
}

function findMatches(samples: readonly ListedSample[], query: string): readonly ListedSample[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return samples
    .filter(({ name, title }) => words.every((word) => `${name} ${title}`.toLowerCase().includes(word)))
    .slice(0, MAX_MATCHES);
}
