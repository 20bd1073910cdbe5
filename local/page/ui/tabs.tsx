import { normalizeProps, useMachine } from '@zag-js/preact';
import * as tabs from '@zag-js/tabs';
import type { ComponentChildren } from 'preact';

/** One tab. */
export interface Tab {
  readonly value: string;
  readonly label: string;
  readonly render: () => ComponentChildren;
}

/** Tabs of which one is open. */
export function Tabs({ id, all }: { readonly id: string; readonly all: readonly Tab[] }) {
  const service = useMachine(tabs.machine, { id, defaultValue: all[0]?.value ?? '' });
  const api = tabs.connect(service, normalizeProps);
  return (
    <div {...api.getRootProps()} class="tabs">
      <div {...api.getListProps()} class="tab-list">
        {all.map(({ value, label }) => (
          <button key={value} {...api.getTriggerProps({ value })} class="tab">
            {label}
          </button>
        ))}
      </div>
      {all.map(({ value, render }) => (
        <div key={value} {...api.getContentProps({ value })} class="tab-panel">
          {api.value === value && render()}
        </div>
      ))}
    </div>
  );
}
