import { startRecordingServer, type RecordedAnswer } from './recording-server.ts';

/** A version of a secret: the text in it, and when it was made. */
export interface StoredVersion {
  /** Undefined stands for a version made from bytes, which has no text. */
  readonly text: string | undefined;
  readonly createdMs: number;
}

export type VersionStage = 'AWSCURRENT' | 'AWSPREVIOUS';

/** What `GetSecretValue` was asked for. */
export interface AskedSecret {
  readonly SecretId: string;
  readonly VersionStage: VersionStage;
}

/**
 * Stands for Secrets Manager: `GetSecretValue` over its HTTP protocol.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
export interface FakeSecretsManager {
  readonly url: string;
  readonly asked: AskedSecret[];
  /** ARN → its versions. */
  readonly secrets: Map<string, Partial<Record<VersionStage, StoredVersion>>>;
  /** Says with which error a call is answered, or that it hangs, or (undefined) that all is well. */
  fault: (asked: AskedSecret) => 'hang' | { readonly status: number; readonly code: string } | undefined;
  readonly stop: () => Promise<void>;
}

/** Starts it on a free loopback port, empty. */
export async function startFakeSecretsManager(): Promise<FakeSecretsManager> {
  const server = await startRecordingServer(({ body }) => {
    const asked = JSON.parse(body.toString()) as AskedSecret;
    fake.asked.push(asked);
    const fault = fake.fault(asked);
    if (fault === 'hang') return 'hang';
    return fault ? refusal(fault.status, fault.code) : stored(fake, asked);
  });
  const fake: FakeSecretsManager = { url: server.url, asked: [], secrets: new Map(), fault: () => undefined, stop: server.stop };
  return fake;
}

function stored({ secrets }: FakeSecretsManager, { SecretId, VersionStage }: AskedSecret): RecordedAnswer {
  const version = secrets.get(SecretId)?.[VersionStage];
  if (!version) return refusal(400, 'ResourceNotFoundException');
  const { text, createdMs } = version;
  const value = text === undefined ? { SecretBinary: 'AAEC' } : { SecretString: text };
  const body = { ARN: SecretId, Name: SecretId, VersionStages: [VersionStage], CreatedDate: createdMs / 1000, ...value };
  return { status: 200, body: JSON.stringify(body) };
}

function refusal(status: number, code: string): RecordedAnswer {
  return { status, body: JSON.stringify({ __type: code, Message: 'refused' }) };
}
