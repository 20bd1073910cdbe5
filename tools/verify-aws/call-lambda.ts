import { sendSigned, type Caller } from './send-signed.ts';

/** An operation of Lambda, which has AWS's REST protocol with JSON. */
export interface LambdaCall {
  /** Names the operation in the error. */
  readonly operation: string;
  readonly method: 'GET' | 'PUT';
  /** Path with the version of the API. */
  readonly path: string;
  /** Body of the request. @default - none */
  readonly input?: Readonly<Record<string, unknown>>;
}

/**
 * Calls an operation of Lambda.
 * @throws VerifyError CALL_FAILED with the status and the answer
 */
export type CallLambda = (call: LambdaCall) => Promise<Readonly<Record<string, unknown>>>;

/** Creates a caller that signs with the credentials of an SDK client. */
export function createLambdaCaller(caller: Caller): CallLambda {
  return async ({ input, ...call }) =>
    sendSigned(caller, {
      ...call,
      service: 'lambda',
      ...(input && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(input) }),
    });
}
