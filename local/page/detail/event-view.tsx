import type { ChangeDetail } from '../../deliveries/delivery-log.ts';
import type { RecordedEvent } from '../../deliveries/recorded-event.ts';
import { toFixture, toHandler, toPattern } from '../snippets.ts';
import { showHidden } from '../text.ts';
import { Badge } from '../ui/badge.tsx';
import { CopyButton } from '../ui/button.tsx';
import { Code } from '../ui/code.tsx';

/** The event as a consumer gets it, and what became of it. */
export function EventView({ change }: { readonly change: ChangeDetail }) {
  const { event, state } = change;
  if (event === undefined) return null;
  const json = JSON.stringify(event, undefined, 2);
  return (
    <section class="part">
      <h3>{state === 'emitted' ? 'Event' : 'Event of the other delivery'}</h3>
      <Consumers change={change} />
      <Forwarded change={change} />
      <NoCode change={change} />
      <div class="actions" role="group" aria-label="Copy this event">
        <Snippets event={event} />
      </div>
      <Code text={json} label="Event as a consumer gets it" />
    </section>
  );
}

function Snippets({ event }: { readonly event: RecordedEvent }) {
  return (
    <>
      <CopyButton text={() => JSON.stringify(event)}>Copy event</CopyButton>
      <CopyButton text={() => toFixture(event)}>Copy fixture</CopyButton>
      <CopyButton text={() => toPattern(event)}>Copy pattern</CopyButton>
      <CopyButton text={() => toHandler(event)}>Copy handler</CopyButton>
    </>
  );
}

/** Says how to run code on events, where none ran. */
function NoCode({ change: { consumers, forwarded } }: { readonly change: ChangeDetail }) {
  if (consumers.length + forwarded.length > 0) return null;
  return (
    <p class="hint">
      No code of yours ran with this event. Save a copied handler as a file in consumers/, or start with --forward.
    </p>
  );
}

function Consumers({ change: { consumers } }: { readonly change: ChangeDetail }) {
  if (consumers.length === 0) return null;
  return (
    <ul class="runs" aria-label="Consumers">
      {consumers.map(({ file, outcome, ms, error }) => (
        <li key={file}>
          <span>Consumer</span>
          <code>{showHidden(file)}</code>
          <Badge tone={outcome === 'failed' ? 'bad' : outcome === 'done' ? 'good' : 'info'}>{outcome}</Badge>
          <span class="row-quiet">{Math.round(ms)} ms</span>
          {error !== undefined && <span>{showHidden(error)}</span>}
        </li>
      ))}
    </ul>
  );
}

function Forwarded({ change: { forwarded } }: { readonly change: ChangeDetail }) {
  if (forwarded.length === 0) return null;
  return (
    <ul class="runs" aria-label="Forwarded">
      {forwarded.map(({ atMs, answer, ms, body, ok }, i) => (
        <li key={atMs}>
          <span>Forward, attempt {i + 1}</span>
          <Badge tone={ok ? 'good' : 'bad'}>{answer}</Badge>
          <span class="row-quiet">{ms} ms</span>
          {body !== '' && <code>{showHidden(body)}</code>}
        </li>
      ))}
    </ul>
  );
}
