import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';

/** One request to a service that has no SDK client in this project. */
export interface ServiceRequest {
  /** Name to sign for, e.g. `lambda`. */
  readonly service: string;
  /** @default POST */
  readonly method?: 'GET' | 'POST' | 'PUT';
  /** @default / */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What the emulator takes for the root of its account, who may do everything. */
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

/**
 * Sends a request signed by the account's root: the emulator enforces IAM and rejects what is not signed.
 * @param endpoint - of the emulator, e.g. `http://127.0.0.1:49152`
 * @throws Error with the status and the answer when it is not a success
 */
export async function signedFetch(
  endpoint: string,
  { service, method = 'POST', path = '/', headers = {}, body }: ServiceRequest,
): Promise<string> {
  const { protocol, hostname, port, host } = new URL(endpoint);
  const signer = new SignatureV4({ credentials, region: 'us-east-1', service, sha256: Sha256 });
  const request = { method, protocol, hostname, port: Number(port), path, headers: { host, ...headers }, body };
  const signed = await signer.sign({ ...request, query: {} });
  const response = await fetch(`${endpoint}${path}`, { method, headers: signed.headers, body: body ?? null });
  const text = await response.text();
  if (!response.ok) throw new Error(`${service}: ${method} ${path} answered ${response.status}: ${text}`);
  return text;
}
