import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** The parts of an HTTP request that the event needs. */
export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Last part of the path. */
  readonly app: string;
  readonly rawBody: Buffer;
}

/**
 * Creates the event that an HTTP API sends to a Lambda function (payload format 2.0), with the exact body in base64.
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
