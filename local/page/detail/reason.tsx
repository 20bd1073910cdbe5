import type { DeliveryDetail } from '../../deliveries/delivery-log.ts';

/** What to check on this machine, beside the receiver's own hint. */
const ON_THIS_MACHINE: Readonly<Record<string, string>> = {
  SIGNATURE_MISMATCH:
    'The request was signed with another app secret than the one of this run. Start with META_APP_SECRET set to the ' +
    'app secret in the App Dashboard (App settings, Basic). A proxy that changes the body has the same effect.',
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
      {hint !== undefined && <p>{hint}</p>}
      {Object.hasOwn(ON_THIS_MACHINE, code) && <p>{ON_THIS_MACHINE[code]}</p>}
    </div>
  );
}
