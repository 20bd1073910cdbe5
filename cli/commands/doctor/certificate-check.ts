import { connect } from 'node:tls';
import { countOf } from '../../terminal/output.ts';
import { explainFetchError } from '../../meta/signed-post.ts';
import { failed, ok, skipped, warning, type Check, type ExaminedApp, type Finding } from './check.ts';

const LIMIT_MS = 10_000;
const HTTPS_PORT = 443;
const DAY_MS = 24 * 3_600_000;
/** Certificates that renew themselves have done so by then. */
const SOON_DAYS = 14;

/** What each refusal of a certificate means. @see https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const REFUSALS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'it has expired: renew it',
  CERT_NOT_YET_VALID: 'it is not valid yet: look at its dates',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'it is self-signed, which Meta does not take: use one of a public authority, e.g. from AWS Certificate Manager',
  SELF_SIGNED_CERT_IN_CHAIN:
    'its authority is not a public one, which Meta does not take: use one of a public authority, e.g. from ' +
    'AWS Certificate Manager',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'its chain leads to no public authority: use one that does, e.g. from AWS Certificate Manager',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'the certificates between it and its authority are not sent along: serve the whole chain',
  ERR_TLS_CERT_ALTNAME_INVALID: "it is not for this host: use one with the callback URL's host in it",
};

/** Whether Meta will take the callback URL's certificate, now and in the coming days. */
export function certificateCheck({ key, url }: ExaminedApp): Check {
  return {
    name: 'certificate',
    app: key,
    limitMs: LIMIT_MS,
    examine: async ({ context, signal }) => {
      const { protocol, hostname, port } = new URL(url);
      if (protocol !== 'https:') return skipped(`${protocol}//${hostname} has none`, 'Meta sends to https only');
      try {
        return ofExpiry(
          await readExpiryMs(hostname.replace(/^\[|\]$/g, ''), Number(port) || HTTPS_PORT, signal),
          context.ports.now(),
        );
      } catch (error) {
        const { code = 'UNKNOWN' } = error as NodeJS.ErrnoException;
        const refusal = REFUSALS[code];
        if (refusal !== undefined) return failed(`the certificate of ${hostname} is refused (${code})`, refusal);
        throw signal.aborted ? error : explainFetchError(error, url);
      }
    },
  };
}

function ofExpiry(expiryMs: number, nowMs: number): Finding {
  const days = Math.floor((expiryMs - nowMs) / DAY_MS);
  const message = `valid for ${countOf(days, 'day')} more`;
  if (days >= SOON_DAYS) return ok(message);
  return warning(message, 'see why it does not renew itself: without a valid one Meta does not deliver');
}

/** Connects as Meta does: with the host's name, and trusting public authorities only. */
async function readExpiryMs(host: string, port: number, signal: AbortSignal): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const isName = /[a-z]/i.test(host) && !host.includes(':');
  const socket = connect({ host, port, ...(isName && { servername: host }) }, () => {
    resolve(Date.parse(socket.getPeerCertificate().valid_to));
  });
  socket.on('error', reject);
  const giveUp = (): void => void socket.destroy(signal.reason as Error);
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', giveUp);
    socket.destroy();
  }
}
