import type { DeliveryDetail } from '../../deliveries/delivery-log.ts';

/** What to check on this machine. The receiver's own hint is about a deployed receiver, so it is not shown then. */
const ON_THIS_MACHINE: Readonly<Record<string, string>> = {
  SIGNATURE_MISMATCH:
    'The request was not signed with the app secret of this run, or a proxy changed the body. If Meta sent it, start ' +
    'with META_APP_SECRET set to the app secret in the App Dashboard (App settings, Basic). If you sent it, use ' +
    'send --local or Copy curl: both sign with the app secret of this run.',
  MISSING_SIGNATURE:
    'The request has no X-Hub-Signature-256. Meta always sends it; the older X-Hub-Signature (SHA-1) is not enough.',
  SIGNATURE_MALFORMED: 'The header X-Hub-Signature-256 is not sha256= and 64 lower-case hexadecimal digits.',
  QUEUE_UNAVAILABLE:
    'Meta sends a delivery again after a 503, for up to 7 days. If the queue is broken above, repair it.',
  STORE_UNAVAILABLE:
    'Meta sends a delivery again after a 503, for up to 7 days. If the bucket is broken above, repair it.',
  APP_UNKNOWN: 'This run has one app: the callback URL ends with /webhooks/meta.',
  INVALID_JSON: 'The signature was right, but the body is not JSON. The dead-letter queue keeps it for 14 days.',
};

/** Says why a delivery was rejected or dead-lettered, and what to do. */
export function Reason({ detail }: { readonly detail: DeliveryDetail }) {
  const { code, hint, state, status } = detail;
  if (code === undefined) return null;
  return (
    <div class="reason" role="note" aria-label="Reason">
      <p>
        <b>{state === 'dead-lettered' ? `Dead-lettered: ${code}` : `Rejected with ${status}: ${code}`}</b>
      </p>
      <p>{Object.hasOwn(ON_THIS_MACHINE, code) ? ON_THIS_MACHINE[code] : hint}</p>
    </div>
  );
}
