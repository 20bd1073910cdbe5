import { sendSigned, type Caller } from './send-signed.ts';

/** A service with AWS's JSON protocol, and the prefix of its operations. */
const TARGETS = { logs: 'Logs_20140328', kms: 'TrentService' } as const;

/**
 * Calls an operation, e.g. `callJson('kms', 'ListKeys', {})`.
 * @throws VerifyError CALL_FAILED with the status and the answer
 */
export type CallJson = (
  service: keyof typeof TARGETS,
  operation: string,
  input: Readonly<Record<string, unknown>>,
) => Promise<Readonly<Record<string, unknown>>>;

/** Creates a caller that signs with the credentials of an SDK client. */
export function createJsonCaller(caller: Caller): CallJson {
  return async (service, operation, input) =>
    sendSigned(caller, {
      service,
      operation,
      method: 'POST',
      path: '/',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${TARGETS[service]}.${operation}` },
      body: JSON.stringify(input),
    });
}

/** All items of a paged operation. */
export async function listJson<T>(
  callJson: CallJson,
  [service, operation, member]: readonly [keyof typeof TARGETS, string, string],
  input: Readonly<Record<string, unknown>> = {},
): Promise<T[]> {
  const items: T[] = [];
  // CloudWatch Logs and KMS name the token of the next page differently.
  const [sent, returned] = service === 'kms' ? ['Marker', 'NextMarker'] : ['nextToken', 'nextToken'];
  let token: unknown;
  do {
    const page = await callJson(service, operation, { ...input, ...(token !== undefined && { [sent]: token }) });
    items.push(...((page[member] as T[] | undefined) ?? []));
    token = page[returned] ?? undefined;
  } while (token !== undefined);
  return items;
}
