import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** What came over HTTP. */
export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** The last part of the path. */
  readonly app: string;
  readonly rawBody: Buffer;
}

/**
 * Makes the event that an HTTP API hands to a Lambda (payload format 2.0), with the body's exact bytes in base64.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function gatewayEvent(
  { method, url, headers, app, rawBody }: HttpRequest,
  nowMs: number,
): APIGatewayProxyEventV2 {
  const routeKey = `${method} /webhooks/{app}`;
  return {
    version: '2.0',
    routeKey,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    headers: { ...headers },
    pathParameters: { app },
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: url.hostname,
      domainPrefix: 'local',
      http: {
        method,
        path: url.pathname,
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: 'local',
      routeKey,
      stage: '$default',
      time: new Date(nowMs).toISOString(),
      timeEpoch: nowMs,
    },
    body: rawBody.toString('base64'),
    isBase64Encoded: true,
  };
}
