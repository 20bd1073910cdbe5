// Public exports for tests: meta-webhooks-aws/testing.
export { lambdaContext } from './lambda-context.ts';
export { sampleEvent, type EventOverrides } from './sample-event.ts';
export { sampleBody, samples, type BodyOverrides, type Sample } from './samples.ts';
export { signedRequest, type SignedRequest } from './signed-request.ts';
export { TestingError } from './testing-error.ts';
