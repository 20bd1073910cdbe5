import type { DeliverySummary } from '../../deliveries/delivery-log.ts';
import { count, formatTime, showHidden } from '../text.ts';
import { Badge, type Tone } from '../ui/badge.tsx';

/** Names what a delivery contains. */
export function describe({ object, fields, state, app }: DeliverySummary): string {
  if (object !== undefined) return showHidden(fields.length > 0 ? `${object} · ${fields.join(', ')}` : object);
  return state === 'rejected' ? 'rejected request' : `app ${app}`;
}

/** The tone of an HTTP status. */
export function toneOf(status: number): Tone {
  if (status < 300) return 'good';
  return status < 500 ? 'warn' : 'bad';
}

/** What a row of the list shows. */
export function DeliveryRow({ delivery }: { readonly delivery: DeliverySummary }) {
  const { receivedAt, status, replayOf } = delivery;
  return (
    <>
      <span class="row-line">
        <span class="row-name">{describe(delivery)}</span>
        <time class="row-time" dateTime={receivedAt}>
          {formatTime(receivedAt)}
        </time>
      </span>
      <span class="row-line">
        <Badge tone={toneOf(status)}>{status}</Badge>
        {replayOf !== undefined && <Badge tone="info">replay</Badge>}
        <Outcome delivery={delivery} />
      </span>
    </>
  );
}

function Outcome({ delivery }: { readonly delivery: DeliverySummary }) {
  const { state, outcome, code } = delivery;
  return (
    <>
      {code !== undefined && <span class="row-code">{code}</span>}
      {state === 'dead-lettered' && <Badge tone="bad">dead-lettered</Badge>}
      {state === 'retrying' && <Badge tone="warn">retrying</Badge>}
      {state === 'queued' && <Badge tone="quiet">queued</Badge>}
      {outcome && state !== 'dead-lettered' && <Counts outcome={outcome} />}
    </>
  );
}

function Counts({ outcome }: { readonly outcome: NonNullable<DeliverySummary['outcome']> }) {
  const { changes, emitted, duplicates, weak, unknown } = outcome;
  return (
    <>
      <span class="row-quiet">{count(changes, 'change')}</span>
      {emitted > 0 && <Badge tone="good">{emitted} emitted</Badge>}
      {duplicates > 0 && <Badge tone="info">{count(duplicates, 'duplicate')}</Badge>}
      {weak > 0 && <Badge tone="warn">{weak} weak</Badge>}
      {unknown > 0 && <Badge tone="warn">{unknown} unknown</Badge>}
    </>
  );
}
