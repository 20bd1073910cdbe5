import { count, showHidden } from './text.ts';
import { store, useStore } from './store.ts';
import { Button } from './ui/button.tsx';

const CONNECTION = {
  connecting: 'Connecting',
  live: 'Live',
  lost: 'Not connected. Trying again.',
} as const;

/** The name of the page, the queues, and what can be opened. */
export function Header() {
  const connection = useStore((state) => state.connection);
  const total = useStore((state) => state.deliveries.length);
  return (
    <div class="header">
      <h1>Meta webhooks</h1>
      <span class={`live live-${connection}`} role="status">
        {CONNECTION[connection]}
      </span>
      <span class="header-count">{count(total, 'request')}</span>
      <Queues />
      <span class="spring" />
      <Button
        onClick={() => {
          store.dispatch({ type: 'dialog', dialog: 'setup' });
        }}
      >
        Set up
      </Button>
    </div>
  );
}

function Queues() {
  const queues = useStore((state) => state.status.queues);
  return (
    <ul class="queues" aria-label="Queues">
      {queues.map(({ name, title, waiting, inFlight, isDeadLetters }) => (
        <li key={name} class={isDeadLetters && waiting > 0 ? 'queue queue-bad' : 'queue'}>
          {title} <b>{waiting + inFlight}</b>
        </li>
      ))}
    </ul>
  );
}

/** Says what is wrong with the run, for example that the tunnel is closed. It stays as long as it is true. */
export function Problem() {
  const problem = useStore((state) => state.status.problem);
  return <div role="alert">{problem !== undefined && <p class="banner banner-bad">{showHidden(problem)}</p>}</div>;
}
