import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { VerifyError } from './verify-error.ts';

/** Who calls AWS, and where. */
export interface Caller {
  readonly credentials: ConstructorParameters<typeof SignatureV4>[0]['credentials'];
  readonly region: () => Promise<string>;
  /** Endpoint of an emulator; undefined on AWS. */
  readonly emulator: string | undefined;
}

/** A request to a service of AWS. */
export interface AwsRequest {
  /** Name of the service in its host and in the signature, e.g. `logs`. */
  readonly service: string;
  /** Names the call in the error. */
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const REQUEST_MS = 30_000;

/**
 * Signs and sends a request, and parses the JSON of the response.
 * @throws {@link VerifyError} CALL_FAILED with the status and the answer
 */
export async function sendSigned(
  { credentials, region, emulator }: Caller,
  { service, operation, method, path, headers, body }: AwsRequest,
): Promise<Readonly<Record<string, unknown>>> {
  const url = new URL(path, emulator ?? getEndpoint(service, await region()));
  const signer = new SignatureV4({ credentials, region, service, sha256: Sha256 });
  const { protocol, hostname, port, pathname } = url;
  const place = { protocol, hostname, path: pathname, query: {}, ...(port !== '' && { port: Number(port) }) };
  const sent = { method, headers: { host: url.host, ...headers }, ...(body !== undefined && { body }) };
  const signed = await signer.sign({ ...place, ...sent });
  const signal = AbortSignal.timeout(REQUEST_MS);
  const response = await fetch(url, { ...sent, headers: signed.headers, signal });
  const text = await response.text();
  if (response.ok) return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  throw new VerifyError('CALL_FAILED', {
    message: `${service} ${operation} answered ${response.status}: ${text.slice(0, 300)}`,
    hint: 'Check the permissions of your AWS user or role.',
  });
}

function getEndpoint(service: string, region: string): string {
  return `https://${service}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}
