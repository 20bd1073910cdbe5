import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from './serve.ts';

/** A certificate and its key in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority for tests. It uses the installed `openssl`. */
export interface Authority {
  /** Certificate of the authority in PEM. */
  readonly ca: string;
  /** Issues a certificate for a host. With negative days, it has expired. */
  issue(host: string, days: number): Certificate;
  /** Creates a self-signed certificate. */
  selfSigned(host: string): Certificate;
  /** Deletes the keys from the disk. */
  remove(): void;
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** Creates an authority in a temporary folder. */
export function createAuthority(): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'receiver-authority-'));
  const openssl = (...args: readonly string[]) =>
    void execFileSync('openssl', args, { cwd: folder, stdio: 'pipe', timeout: 60_000 });
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const selfSign = (host: string, name: string): Certificate => {
    openssl(
      'req',
      '-x509',
      ...NEW_KEY,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.pem`,
      '-subj',
      `/CN=${host}`,
      '-addext',
      `subjectAltName=DNS:${host}`,
      '-days',
      '90',
    );
    return { cert: read(`${name}.pem`), key: read(`${name}.key`) };
  };
  return {
    ca: selfSign('synthetic-authority', 'ca').cert,
    issue: (host, days) => {
      openssl(
        'req',
        ...NEW_KEY,
        '-keyout',
        'leaf.key',
        '-out',
        'leaf.csr',
        '-subj',
        `/CN=${host}`,
        '-addext',
        `subjectAltName=DNS:${host}`,
      );
      openssl(
        'x509',
        '-req',
        '-in',
        'leaf.csr',
        '-CA',
        'ca.pem',
        '-CAkey',
        'ca.key',
        '-days',
        String(days),
        '-copy_extensions',
        'copy',
        '-out',
        'leaf.pem',
      );
      return { cert: read('leaf.pem'), key: read('leaf.key') };
    },
    selfSigned: (host) => selfSign(host, 'self'),
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

/** A server that responds 404 over TLS. */
export interface HttpsServer {
  /** Callback URL: `https://localhost:<port>/webhooks/meta`. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts the server on a free loopback port. */
export async function startHttpsServer(certificate: Certificate): Promise<HttpsServer> {
  const server = createServer(certificate, (_, outgoing) => {
    outgoing.writeHead(404).end();
  });
  const { port, stop } = await serve(server);
  return {
    url: `https://localhost:${port}/webhooks/meta`,
    stop,
  };
}
