import { connect } from 'node:tls';
import { formatCount } from '../../terminal/format.ts';
import { explainFetchError } from '../../meta/signed-post.ts';
import { failed, ok, skipped, warning, type Check, type ExaminedApp, type Finding } from './check.ts';

const LIMIT_MS = 10_000;
const HTTPS_PORT = 443;
const DAY_MS = 24 * 3_600_000;
/** Managed certificates are renewed earlier than this. */
const SOON_DAYS = 14;

/** Hints for rejected certificates, by error code. @see https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const REFUSALS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'Renew the certificate: it has expired.',
  CERT_NOT_YET_VALID: 'Check the dates of the certificate: it is not valid yet.',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'Use a certificate of a public authority, for example from AWS Certificate Manager: Meta rejects self-signed ones.',
  SELF_SIGNED_CERT_IN_CHAIN:
    'Use a certificate of a public authority, for example from AWS Certificate Manager: Meta rejects private ' +
    'authorities.',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'Use a certificate of a public authority, for example from AWS Certificate Manager.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'Serve the whole chain: the intermediate certificates are missing.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'Use a certificate that contains the host name of the callback URL.',
};

/** Checks whether Meta accepts the callback URL's TLS certificate, now and in the coming days. */
export function certificateCheck({ key, url }: ExaminedApp): Check {
  return {
    name: 'certificate',
    app: key,
    limitMs: LIMIT_MS,
    examine: async ({ context, signal }) => {
      const { protocol, hostname, port } = new URL(url);
      if (protocol !== 'https:')
        return skipped(`${protocol}//${hostname} has no certificate`, 'Use an https URL: Meta sends only to https.');
      try {
        return ofExpiry(
          await readExpiryMs(hostname.replace(/^\[|\]$/g, ''), Number(port) || HTTPS_PORT, signal),
          context.ports.now(),
        );
      } catch (error) {
        const { code = 'UNKNOWN' } = error as NodeJS.ErrnoException;
        const refusal = REFUSALS[code];
        if (refusal !== undefined) return failed(`the certificate of ${hostname} was rejected (${code})`, refusal);
        throw signal.aborted ? error : explainFetchError(error, url);
      }
    },
  };
}

function ofExpiry(expiryMs: number, nowMs: number): Finding {
  const days = Math.floor((expiryMs - nowMs) / DAY_MS);
  const message = `valid for ${formatCount(days, 'day')} more`;
  if (days >= SOON_DAYS) return ok(message);
  return warning(message, 'Find out why the certificate is not renewed: without a valid one, Meta stops sending.');
}

/** Connects as Meta does: with the host name (SNI), and trusting only public authorities. */
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
