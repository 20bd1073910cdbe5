import { ReceiverError } from '../../errors/receiver-error.ts';

/**
 * Common name of Meta's client certificate. Only WhatsApp presents it, and only if mutual TLS is enabled.
 * @see https://developers.facebook.com/docs/graph-api/webhooks/getting-started#mtls-for-webhooks (2026-05)
 */
const META_COMMON_NAME = 'client.webhooks.fbclientcerts.com';

/** The caller did not present Meta's client certificate. */
export class ClientCertificateError extends ReceiverError {
  readonly status = 403;
}

/**
 * Throws unless the client certificate has Meta's common name. API Gateway has validated the chain against the
 * truststore of the domain, and passes on no certificate from any other domain.
 * @param subject - distinguished name of the certificate according to RFC 4514; undefined without a certificate
 * @throws {@link ClientCertificateError} MISSING_CLIENT_CERTIFICATE | CLIENT_CERTIFICATE_MISMATCH
 */
export function verifyClientCertificate(subject: string | undefined): void {
  if (!subject) {
    throw new ClientCertificateError(
      'MISSING_CLIENT_CERTIFICATE',
      'Call this app on its mutual TLS domain, with a client certificate.',
    );
  }
  const names = commonNames(subject);
  if (names?.length !== 1 || names[0] !== META_COMMON_NAME) {
    throw new ClientCertificateError('CLIENT_CERTIFICATE_MISMATCH', "Use the client certificate of Meta's webhooks.");
  }
}

/**
 * Matches one `type=value` and the separator after it. In a value, `\` escapes the next character; in quotes, no
 * character is special.
 */
const ATTRIBUTE =
  / *(?<type>[A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)+)=(?<value>"(?:\\.|[^"\\])*"|(?:\\.|[^\\",+;])*)(?<end>[,+]|$)/sy;
const COMMON_NAME = /^(?:cn|2\.5\.4\.3)$/i;

/**
 * Returns the common names of a distinguished name as written. Escaped characters stay escaped, so that one name cannot
 * imitate another.
 * @returns undefined if the text is not a distinguished name
 */
function commonNames(subject: string): string[] | undefined {
  const names: string[] = [];
  const attribute = new RegExp(ATTRIBUTE);
  for (let more = true; more;) {
    const { type = '', value = '', end } = attribute.exec(subject)?.groups ?? {};
    if (end === undefined) return undefined;
    if (COMMON_NAME.test(type)) names.push(value);
    more = end !== '';
  }
  return names;
}
