import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { sign } from './meta.ts';

/** Fixed time for tests: midnight in UTC. */
export const NOW_MS = Date.parse('2026-01-01T00:00:00.000Z');

/** Properties of a client certificate, other than its subject, that API Gateway passes on. */
const CLIENT_CERTIFICATE = {
  clientCertPem: 'synthetic',
  issuerDN: 'CN=Synthetic CA',
  serialNumber: '1',
  validity: { notBefore: 'Jan  1 00:00:00 2026 GMT', notAfter: 'Jan  1 00:00:00 2027 GMT' },
};

/** Properties of a request in a test. All others have the values of Meta and API Gateway. */
export interface Asked {
  /** Key of the app. @default 'meta' */
  readonly app?: string;
  /** Headers by lower-case name, as API Gateway passes them on. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Raw query string without `?`. */
  readonly query?: string;
  /** Body of the request. A string is passed unchanged, bytes are encoded in base64. */
  readonly body?: string | Buffer;
  /** Time of the request, in epoch ms. @default {@link NOW_MS} */
  readonly timeEpoch?: number;
  /** Subject of the client certificate, on a domain that requires one. @default - no certificate */
  readonly subject?: string;
}

/**
 * Returns a request in API Gateway's payload format 2.0.
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

/** Returns a POST without a signature, unless `headers` contain one. */
export const post = (asked: Asked = {}): APIGatewayProxyEventV2 => gatewayEvent('POST', asked);

/** Returns a POST that is signed with this secret, as Meta does. */
export function signedPost(
  rawBody: Buffer,
  { secret, ...asked }: Asked & { readonly secret?: string } = {},
): APIGatewayProxyEventV2 {
  return post({ body: rawBody, headers: { 'x-hub-signature-256': sign(rawBody, secret) }, ...asked });
}

/** Returns a GET with these parameters, percent-encoded. */
export function get(parameters: Readonly<Record<string, string>>, asked: Asked = {}): APIGatewayProxyEventV2 {
  return gatewayEvent('GET', { query: new URLSearchParams(parameters).toString(), ...asked });
}
