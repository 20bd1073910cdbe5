import type { DeliveryDetail } from '../../deliveries/delivery-log.ts';
import { describe, toneOf } from '../list/delivery-row.tsx';
import { store, useStore } from '../store.ts';
import { count, formatBytes, formatTime, nameSecret, shortId } from '../text.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { Body } from './body.tsx';
import { Changes } from './changes.tsx';
import { DetailActions } from './detail-actions.tsx';
import { Reason } from './reason.tsx';
import { Headers, Timeline } from './timeline.tsx';

/** The opened delivery. */
export function Detail() {
  const detail = useStore((state) => state.detail);
  const selectedId = useStore((state) => state.selectedId);
  if (selectedId === undefined)
    return (
      <div class="empty">
        <p>Choose a delivery.</p>
        <p class="hint">Arrow keys move through the list.</p>
      </div>
    );
  return detail === undefined ? <div class="empty">Loading.</div> : <Opened key={detail.id} detail={detail} />;
}

function Opened({ detail }: { readonly detail: DeliveryDetail }) {
  const { id, status, receivedAt, bytes, changesInBody, replayOf, signedBy, state } = detail;
  const tabs = [
    { value: 'changes', label: `Changes ${changesInBody}`, render: () => <Changes detail={detail} /> },
    { value: 'timeline', label: 'Timeline', render: () => <Timeline detail={detail} /> },
    { value: 'body', label: 'Body', render: () => <Body detail={detail} /> },
    { value: 'headers', label: 'Headers', render: () => <Headers detail={detail} /> },
  ];
  return (
    <article class="detail">
      <header class="detail-head">
        <div class="detail-back">
          <Button onClick={back}>Back</Button>
        </div>
        <h2>{describe(detail)}</h2>
        <p class="facts">
          <Badge tone={toneOf(status)}>{status}</Badge>
          <span>{formatTime(receivedAt)}</span>
          <span>{formatBytes(bytes)}</span>
          {state !== 'rejected' && <span>{count(changesInBody, 'change')}</span>}
          {signedBy !== undefined && <span>signed with {nameSecret(signedBy)}</span>}
          {replayOf !== undefined && <span>replay of {shortId(replayOf)}</span>}
          <code class="id">{id}</code>
        </p>
        <DetailActions detail={detail} />
        <Reason detail={detail} />
      </header>
      <Tabs id={`tabs-${id}`} all={state === 'rejected' ? tabs.slice(1) : tabs} />
    </article>
  );
}

function back(): void {
  store.dispatch({ type: 'selected', id: undefined });
}
