import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { VerifyError } from './verify-error.ts';

/** A service with AWS's JSON protocol, and the prefix of its operations. */
const TARGETS = { logs: 'Logs_20140328', kms: 'TrentService' } as const;

/**
 * Calls an operation, e.g. `callJson('kms', 'ListKeys', {})`.
 * @throws {@link VerifyError} CALL_FAILED with the status and the answer
 */
export type CallJson = (
  service: keyof typeof TARGETS,
  operation: string,
  input: Readonly<Record<string, unknown>>,
) => Promise<Readonly<Record<string, unknown>>>;

interface Caller {
  readonly credentials: ConstructorParameters<typeof SignatureV4>[0]['credentials'];
  readonly region: () => Promise<string>;
  readonly emulator: string | undefined;
}

const REQUEST_MS = 30_000;

/** Creates a caller that signs with the credentials of an SDK client. */
export function createJsonCaller({ credentials, region, emulator }: Caller): CallJson {
  return async (service, operation, input) => {
    const url = new URL(emulator ?? getEndpoint(service, await region()));
    const body = JSON.stringify(input);
    const headers = {
      host: url.host,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `${TARGETS[service]}.${operation}`,
    };
    const signer = new SignatureV4({ credentials, region, service, sha256: Sha256 });
    const { protocol, hostname, port } = url;
    const place = { protocol, hostname, path: '/', query: {}, ...(port !== '' && { port: Number(port) }) };
    const signed = await signer.sign({ method: 'POST', ...place, headers, body });
    const signal = AbortSignal.timeout(REQUEST_MS);
    const response = await fetch(url, { method: 'POST', headers: signed.headers, body, signal });
    const text = await response.text();
    if (response.ok) return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    throw new VerifyError('CALL_FAILED', {
      message: `${service} ${operation} answered ${response.status}: ${text.slice(0, 300)}`,
      hint: 'Check the permissions of your AWS user or role.',
    });
  };
}

function getEndpoint(service: string, region: string): string {
  return `https://${service}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
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
