import type { DeliveryDetail, TimelineStep } from '../../deliveries/delivery-log.ts';
import { formatElapsed, formatTime, nameSecret, showHidden } from '../text.ts';

const BAD: ReadonlySet<TimelineStep['step']> = new Set([
  'rejected',
  'not queued',
  'claim failed',
  'not emitted',
  'backed off',
  'dead-lettered',
]);

/** The steps of a delivery through the pipeline, with their times. */
export function Timeline({ detail }: { readonly detail: DeliveryDetail }) {
  const { timeline, signedBy } = detail;
  const startMs = timeline[0]?.atMs ?? 0;
  return (
    <ol class="timeline">
      {timeline.map(({ step, atMs, text }, i) => (
        <li key={i} class={BAD.has(step) ? 'step step-bad' : 'step'}>
          <span class="step-name">{step}</span>
          <span class="step-text">
            {showHidden(step === 'verified' && signedBy !== undefined ? `by ${nameSecret(signedBy)}` : (text ?? ''))}
          </span>
          <time class="step-time" title={formatTime(atMs)}>
            {i === 0 ? formatTime(atMs) : formatElapsed(atMs - startMs)}
          </time>
        </li>
      ))}
    </ol>
  );
}

/** The headers of the request. */
export function Headers({ detail }: { readonly detail: DeliveryDetail }) {
  return (
    <dl class="pairs">
      {detail.headers.map(([name, value]) => (
        <div key={name} class="pair">
          <dt>{showHidden(name)}</dt>
          <dd>{showHidden(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
