import type { ChangeDetail, DeliveryDetail } from '../../deliveries/delivery-log.ts';
import { store } from '../store.ts';
import { showHidden } from '../text.ts';
import { Badge, type Tone } from '../ui/badge.tsx';
import { EventView } from './event-view.tsx';
import { IdentityView } from './identity-view.tsx';

/** The changes of a delivery. */
export function Changes({ detail }: { readonly detail: DeliveryDetail }) {
  const { changes, changesInBody, body } = detail;
  if (changes.length === 0)
    return <p class="hint">{body.kept ? 'The body has no changes.' : 'The body is no longer kept.'}</p>;
  return (
    <>
      {changes.map((change) => (
        <Change key={change.index} change={change} isAlone={changes.length === 1} />
      ))}
      {changesInBody > changes.length && (
        <p class="hint">
          The first {changes.length} of {changesInBody} changes.
        </p>
      )}
    </>
  );
}

const TONES: Readonly<Record<ChangeDetail['state'], Tone>> = {
  emitted: 'good',
  duplicate: 'info',
  'duplicate in this delivery': 'info',
  waiting: 'quiet',
};

function Change({ change, isAlone }: { readonly change: ChangeDetail; readonly isAlone: boolean }) {
  const { index, object, field, kind, state, identity, entryId } = change;
  const isDuplicate = state.startsWith('duplicate');
  const name = kind === field ? `${object}.${field}` : `${object}.${field} · ${kind}`;
  return (
    <details class="change" open={isAlone || index === 0}>
      <summary>
        <span class="change-name">{showHidden(name)}</span>
        <Badge tone={TONES[state]}>{state}</Badge>
        {identity.mode === 'weak' && <Badge tone="warn">weak</Badge>}
        <span class="row-quiet">{showHidden(entryId)}</span>
      </summary>
      <div class="change-body">
        <Why change={change} />
        {isDuplicate && <IdentityView change={change} />}
        <EventView change={change} />
        {!isDuplicate && <IdentityView change={change} />}
      </div>
    </details>
  );
}

/** Says in a sentence what became of the change. */
function Why({ change: { state, emittedBy } }: { readonly change: ChangeDetail }) {
  if (state === 'emitted') return <p>New: no other delivery had it, so it became an event.</p>;
  if (state === 'waiting') return <p>Not emitted yet. The timeline shows the attempts.</p>;
  if (state === 'duplicate in this delivery') return <p>Duplicate: this body has the same change more than once.</p>;
  return (
    <p>
      Duplicate: another delivery had the same identity and emitted it.{' '}
      {emittedBy !== undefined && (
        <button
          type="button"
          class="link"
          onClick={() => {
            store.dispatch({ type: 'selected', id: emittedBy });
          }}
        >
          Open the delivery that emitted it
        </button>
      )}
    </p>
  );
}
