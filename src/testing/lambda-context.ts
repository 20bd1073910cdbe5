import type { Context } from 'aws-lambda';

/**
 * Returns the context of an invocation of a function named `consumer`, with 30 seconds left.
 * @param overrides - members to replace
 */
export function lambdaContext(overrides: Partial<Context> = {}): Context {
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName: 'consumer',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:consumer',
    memoryLimitInMB: '256',
    awsRequestId: '5f0c3a52-0000-4000-8000-000000000001',
    logGroupName: '/aws/lambda/consumer',
    logStreamName: '2026/01/01/[$LATEST]00000000000000000000000000000001',
    getRemainingTimeInMillis: () => 30_000,
    ...overrides,
  } as Context; // without the callbacks of the oldest runtimes
}
