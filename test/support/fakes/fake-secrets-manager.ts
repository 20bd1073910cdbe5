import { startRecordingServer, type RecordedAnswer, type RecordedCall } from './recording-server.ts';

/** A version of a secret: its text and its creation time. */
export interface StoredVersion {
  /** Text of the version; undefined for a binary secret. */
  readonly text: string | undefined;
  readonly createdMs: number;
  /** Id of the version: the ClientRequestToken of its put. */
  readonly versionId?: string;
}

export type VersionStage = 'AWSCURRENT' | 'AWSPREVIOUS';

/** Input of `GetSecretValue`. */
export interface AskedSecret {
  readonly SecretId: string;
  readonly VersionStage: VersionStage;
}

/** Input of `PutSecretValue` without the value. */
export interface PutSecret {
  readonly SecretId: string;
  readonly ClientRequestToken: string;
}

/** A failure of a call: an error, or no response. With `carriedOut`, the put succeeds anyway. */
export type SecretFault =
  'hang' | { readonly status: number; readonly code: string; readonly message?: string; readonly carriedOut?: boolean };

/**
 * Fake of Secrets Manager: `GetSecretValue` and `PutSecretValue` over HTTP. A put moves the stages: the current version
 * becomes the previous one.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
 */
export interface FakeSecretsManager {
  readonly url: string;
  readonly asked: AskedSecret[];
  /** Returns the number of connections that were opened. */
  readonly connections: () => number;
  readonly puts: PutSecret[];
  /** Versions of each secret by its ARN. */
  readonly secrets: Map<string, Partial<Record<VersionStage, StoredVersion>>>;
  /** Returns the failure of a read; undefined for none. */
  fault: (asked: AskedSecret) => SecretFault | undefined;
  /** Returns the failure of a put; undefined for none. */
  putFault: (put: PutSecret) => SecretFault | undefined;
  /** Returns the creation time of new versions, in epoch ms. */
  now: () => number;
  readonly stop: () => Promise<void>;
}

/** Starts the fake on a free loopback port, without secrets. */
export async function startFakeSecretsManager(): Promise<FakeSecretsManager> {
  const server = await startRecordingServer((call) =>
    readAction(call) === 'PutSecretValue' ? answerPut(fake, call) : answerGet(fake, call),
  );
  const fake: FakeSecretsManager = {
    url: server.url,
    connections: server.connections,
    asked: [],
    puts: [],
    secrets: new Map(),
    fault: () => undefined,
    putFault: () => undefined,
    now: Date.now,
    stop: server.stop,
  };
  return fake;
}

function readAction({ headers }: RecordedCall): string {
  return String(headers['x-amz-target']).replace(/^secretsmanager\./, '');
}

function answerGet(fake: FakeSecretsManager, { body }: RecordedCall): RecordedAnswer {
  const asked = JSON.parse(body.toString()) as AskedSecret;
  fake.asked.push(asked);
  const fault = fake.fault(asked);
  return fault ? failed(fault) : stored(fake, asked);
}

function answerPut(fake: FakeSecretsManager, { body }: RecordedCall): RecordedAnswer {
  const { SecretString, ...put } = JSON.parse(body.toString()) as PutSecret & { readonly SecretString: string };
  fake.puts.push(put);
  const fault = fake.putFault(put);
  if (fault && (fault === 'hang' || fault.carriedOut !== true)) return failed(fault);
  const answer = putVersion(fake, put, SecretString);
  return fault ? failed(fault) : answer;
}

/** Stores a version. The same token with the same value changes nothing; with another value it is rejected. */
function putVersion(
  { secrets, now }: FakeSecretsManager,
  { SecretId, ClientRequestToken }: PutSecret,
  text: string,
): RecordedAnswer {
  const versions = secrets.get(SecretId);
  if (!versions) return failed({ status: 400, code: 'ResourceNotFoundException' });
  if (!/^.{32,64}$/.test(ClientRequestToken)) return failed({ status: 400, code: 'InvalidParameterException' });
  const same = Object.values(versions).find(({ versionId }) => versionId === ClientRequestToken);
  if (same && same.text !== text) return failed({ status: 400, code: 'ResourceExistsException' });
  if (!same) {
    const { AWSCURRENT } = versions;
    secrets.set(SecretId, {
      AWSCURRENT: { text, createdMs: now(), versionId: ClientRequestToken },
      ...(AWSCURRENT && { AWSPREVIOUS: AWSCURRENT }),
    });
  }
  return {
    status: 200,
    body: JSON.stringify({
      ARN: SecretId,
      Name: SecretId,
      VersionId: ClientRequestToken,
      VersionStages: ['AWSCURRENT'],
    }),
  };
}

function stored({ secrets }: FakeSecretsManager, { SecretId, VersionStage }: AskedSecret): RecordedAnswer {
  const version = secrets.get(SecretId)?.[VersionStage];
  if (!version) return failed({ status: 400, code: 'ResourceNotFoundException' });
  const { text, createdMs, versionId } = version;
  const value = text === undefined ? { SecretBinary: 'AAEC' } : { SecretString: text };
  const body = {
    ARN: SecretId,
    Name: SecretId,
    VersionId: versionId,
    VersionStages: [VersionStage],
    CreatedDate: createdMs / 1000,
    ...value,
  };
  return { status: 200, body: JSON.stringify(body) };
}

function failed(fault: SecretFault): RecordedAnswer {
  return fault === 'hang'
    ? 'hang'
    : { status: fault.status, body: JSON.stringify({ __type: fault.code, Message: fault.message ?? 'rejected' }) };
}
