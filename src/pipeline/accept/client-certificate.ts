import { ReceiverError } from '../../errors/receiver-error.ts';

/**
 * Whom Meta's client certificate names. Only WhatsApp presents it, and only where mutual TLS was switched on.
 * @see https://developers.facebook.com/docs/graph-api/webhooks/getting-started#mtls-for-webhooks (2026-05)
 */
const META_COMMON_NAME = 'client.webhooks.fbclientcerts.com';

/** The caller has not shown that it is Meta. */
export class ClientCertificateError extends ReceiverError {
  readonly status = 403;
}

/**
 * Throws unless the client certificate names Meta. Its chain is not looked at here: API Gateway lets in only what the
 * domain's trust store has signed, and hands on no certificate from any other domain.
 * @param subject - the certificate's distinguished name in the form of RFC 4514; absent without a certificate
 * @throws {@link ClientCertificateError} MISSING_CLIENT_CERTIFICATE | CLIENT_CERTIFICATE_MISMATCH
 */
export function verifyClientCertificate(subject: string | undefined): void {
  if (!subject) {
    throw new ClientCertificateError(
      'MISSING_CLIENT_CERTIFICATE',
      'this app takes requests on its mutual TLS domain only, with a client certificate',
    );
  }
  const names = commonNames(subject);
  if (names?.length !== 1 || names[0] !== META_COMMON_NAME) {
    throw new ClientCertificateError(
      'CLIENT_CERTIFICATE_MISMATCH',
      'the client certificate is not the one of Meta’s webhooks',
    );
  }
}

/**
 * One `type=value` and what follows it. In a value, `\` takes the meaning from the next character; in quotes nothing
 * has one.
 */
const ATTRIBUTE =
  / *(?<type>[A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)+)=(?<value>"(?:\\.|[^"\\])*"|(?:\\.|[^\\",+;])*)(?<end>[,+]|$)/sy;
const COMMON_NAME = /^(?:cn|2\.5\.4\.3)$/i;

/**
 * The common names of a distinguished name, as they are written: an escaped character stays escaped, so that none can
 * pass for another.
 * @returns nothing when the text is no distinguished name
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
