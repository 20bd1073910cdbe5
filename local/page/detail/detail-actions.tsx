import type { DeliveryDetail } from '../../deliveries/delivery-log.ts';
import { sentText, type Answer } from '../actions/sent-text.ts';
import { act, getText, postJson } from '../api.ts';
import { store } from '../store.ts';
import { Button, CopyButton } from '../ui/button.tsx';

/** What can be done with a delivery. */
export function DetailActions({ detail }: { readonly detail: DeliveryDetail }) {
  const { id, body, state } = detail;
  const path = `/api/page/deliveries/${encodeURIComponent(id)}`;
  const text = body.kept && body.encoding === 'text' ? body.content : undefined;
  if (!body.kept) return null;
  return (
    <div class="actions" role="group" aria-label="Actions with this delivery">
      <Button
        onClick={() => {
          sendAgain(path);
        }}
      >
        Send again
      </Button>
      {state !== 'rejected' && <ReplayButtons path={path} />}
      {text !== undefined && <CopyButton text={() => text}>Copy body</CopyButton>}
      <CopyButton text={async () => getText(`${path}/curl`)}>Copy curl</CopyButton>
    </div>
  );
}

function ReplayButtons({ path }: { readonly path: string }) {
  return (
    <>
      <Button
        onClick={() => {
          replay(path, false);
        }}
      >
        Replay
      </Button>
      <Button
        onClick={() => {
          replay(path, true);
        }}
      >
        Replay and emit again
      </Button>
    </>
  );
}

function sendAgain(path: string): void {
  act(async () => {
    const answer = await postJson<Answer>(`${path}/send`, { signature: 'right' });
    select(answer.id);
    return sentText(answer);
  });
}

function replay(path: string, again: boolean): void {
  act(async () => {
    const { id } = await postJson<{ readonly id: string }>(`${path}/replay`, { again });
    select(id);
    return again ? 'Replayed. Its changes are emitted again.' : 'Replayed. Changes that were emitted are duplicates.';
  });
}

function select(id: string | undefined): void {
  if (id !== undefined) store.dispatch({ type: 'selected', id });
}
