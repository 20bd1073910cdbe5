import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { sign } from './meta.ts';

/** Midnight in UTC, for every test that needs a time. */
export const NOW_MS = Date.parse('2026-01-01T00:00:00.000Z');

/** What API Gateway hands on of a client certificate besides its subject. */
const CLIENT_CERTIFICATE = {
  clientCertPem: 'synthetic',
  issuerDN: 'CN=Synthetic CA',
  serialNumber: '1',
  validity: { notBefore: 'Jan  1 00:00:00 2026 GMT', notAfter: 'Jan  1 00:00:00 2027 GMT' },
};

/** What a test says of a request; the rest is as Meta and API Gateway have it. */
export interface Asked {
  /** @default 'meta' */
  readonly app?: string;
  /** Names in lower case, as API Gateway hands them over. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The query string as it came, without `?`. */
  readonly query?: string;
  /** Text is handed over as it is, bytes in base64. */
  readonly body?: string | Buffer;
  /** @default {@link NOW_MS} */
  readonly timeEpoch?: number;
  /** The subject of the client certificate, on a domain that demands one. @default - no certificate */
  readonly subject?: string;
}

/**
 * A request in API Gateway's payload format 2.0.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function gatewayEvent(
  method: string,
  { app = 'meta', headers = {}, query = '', body, timeEpoch = NOW_MS, subject }: Asked,
): APIGatewayProxyEventV2 {
  const path = `/webhooks/${app}`;
  return {
    version: '2.0',
    routeKey: `${method} /webhooks/{app}`,
    rawPath: path,
    rawQueryString: query,
    headers: { accept: '*/*', 'user-agent': 'facebookexternalua', ...headers },
    pathParameters: { app },
    requestContext: {
      accountId: '123456789012',
      apiId: 'synthetic',
      domainName: 'synthetic.execute-api.eu-central-1.amazonaws.com',
      domainPrefix: 'synthetic',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'facebookexternalua' },
      requestId: 'synthetic',
      routeKey: `${method} /webhooks/{app}`,
      stage: '$default',
      time: '01/Jan/2026:00:00:00 +0000',
      timeEpoch,
      ...(subject !== undefined && { authentication: { clientCert: { ...CLIENT_CERTIFICATE, subjectDN: subject } } }),
    },
    ...(body !== undefined && { body: body.toString(typeof body === 'string' ? undefined : 'base64') }),
    isBase64Encoded: typeof body === 'object',
  };
}

/** A POST that is not signed unless `headers` say so. */
export const post = (asked: Asked = {}): APIGatewayProxyEventV2 => gatewayEvent('POST', asked);

/** A POST that Meta signed with this secret. */
export function signedPost(
  rawBody: Buffer,
  { secret, ...asked }: Asked & { readonly secret?: string } = {},
): APIGatewayProxyEventV2 {
  return post({ body: rawBody, headers: { 'x-hub-signature-256': sign(rawBody, secret) }, ...asked });
}

/** A GET with these parameters, percent-encoded. */
export function get(parameters: Readonly<Record<string, string>>, asked: Asked = {}): APIGatewayProxyEventV2 {
  return gatewayEvent('GET', { query: new URLSearchParams(parameters).toString(), ...asked });
}
