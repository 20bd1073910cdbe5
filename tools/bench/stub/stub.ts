import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate and its key in PEM. */
interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** How the stub behaves. */
export interface StubOptions {
  /** Delay of every exchange, and of the TCP handshake, in ms. */
  readonly rttMs: number;
  /** Speaks TLS 1.3 with this certificate. @default - plain HTTP */
  readonly certificate?: Certificate;
}

/** What the stub has counted. */
export interface StubReport {
  readonly calls: Readonly<Record<string, number>>;
  /** Bytes of the bodies. */
  readonly bytes: number;
  readonly writeUnits: number;
  readonly connections: number;
}

/** A running stub of the AWS services that the receiver calls. */
export interface Stub {
  /** Environment with which the SDK calls the stub. */
  readonly environment: Readonly<Record<string, string>>;
  /** Returns what was counted since the last time. */
  report(): Promise<StubReport>;
  stop(): void;
}

const SERVICES = ['SECRETS_MANAGER', 'SQS', 'DYNAMODB', 'EVENTBRIDGE', 'S3'];

/** Starts the stub in a process of its own. */
export async function startStub({ rttMs, tls = false }: { rttMs: number; tls?: boolean }): Promise<Stub> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-stub-'));
  const options: StubOptions = { rttMs, ...(tls && { certificate: selfSign(folder) }) };
  const child = fork(join(import.meta.dirname, 'process.ts'), [JSON.stringify(options)]);
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  const url = tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
  return {
    environment: {
      ...Object.fromEntries(SERVICES.map((service) => [`AWS_ENDPOINT_URL_${service}`, url])),
      BENCH_QUEUE_URL: `${url}/123456789012/deliveries`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench',
      ...(tls && { NODE_EXTRA_CA_CERTS: join(folder, 'cert.pem') }),
    },
    report: async () => {
      child.send('report');
      const [report] = (await once(child, 'message')) as [StubReport];
      return report;
    },
    stop: () => {
      child.kill();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Makes a certificate for localhost with the installed `openssl`. */
function selfSign(folder: string): Certificate {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', 'key.pem'];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '1'];
  execFileSync('openssl', ['req', '-x509', ...key, ...subject, '-out', 'cert.pem'], { cwd: folder, stdio: 'pipe' });
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  return { cert: read('cert.pem'), key: read('key.pem') };
}
