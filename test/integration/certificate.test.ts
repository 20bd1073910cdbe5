import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { abortAfter } from '../../lambdas/aws/abort-after.ts';
import type { Context } from '../../cli/context.ts';
import { certificateCheck } from '../../cli/commands/doctor/certificate-check.ts';
import { runCheck, type Checked } from '../../cli/commands/doctor/check.ts';
import {
  createAuthority,
  startHttpsServer,
  type Authority,
  type Certificate,
  type HttpsServer,
} from '../support/fakes/https-server.ts';

const trusted = getCACertificates();
let authority: Authority;
let server: HttpsServer | undefined;
beforeAll(() => {
  authority = createAuthority();
  setDefaultCACertificates([...trusted, authority.ca]); // as if it were a public one
});
afterAll(() => {
  setDefaultCACertificates(trusted);
  authority.remove();
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const context = { ports: { now: Date.now, signal: new AbortController().signal } } as unknown as Context;

async function check(url: string, limitMs?: number): Promise<Checked> {
  const made = certificateCheck({ key: 'meta', url, secret: () => Promise.reject(new Error('not needed')) });
  return runCheck({ ...made, limitMs: limitMs ?? made.limitMs }, context, abortAfter);
}

async function checkWith(certificate: Certificate): Promise<Checked> {
  server = await startHttpsServer(certificate);
  return check(server.url);
}

describe('the certificate of the callback URL', () => {
  it('is ok with two weeks to go', async () => {
    expect(await checkWith(authority.issue('localhost', 30))).toMatchObject({
      status: 'ok',
      message: 'valid for 29 days more',
    });
  });

  it('is a warning with less', async () => {
    expect(await checkWith(authority.issue('localhost', 14))).toMatchObject({
      status: 'warning',
      message: 'valid for 13 days more',
      hint: expect.stringContaining('is not renewed'),
    });
  });

  it('fails when it has expired', async () => {
    expect(await checkWith(authority.issue('localhost', -1))).toMatchObject({
      status: 'failed',
      message: 'the certificate of localhost was rejected (CERT_HAS_EXPIRED)',
      hint: 'Renew the certificate: it has expired.',
    });
  });

  it('fails when it signed itself: Meta does not take it', async () => {
    expect(await checkWith(authority.selfSigned('localhost'))).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT'),
      hint: expect.stringContaining('public authority'),
    });
  });

  it('fails when it is for another host', async () => {
    expect(await checkWith(authority.issue('example.org', 30))).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID'),
      hint: expect.stringContaining('contains the host name of the callback URL'),
    });
  });

  it('fails when its authority is not a public one', async () => {
    const other = createAuthority();
    const certificate = other.issue('localhost', 30);
    other.remove();
    expect(await checkWith(certificate)).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
    });
  });

  it('is skipped where there is none: an emulator', async () => {
    expect(await check('http://localhost:4566/webhooks/meta')).toMatchObject({
      status: 'skipped',
      hint: 'Use an https URL: Meta sends only to https.',
    });
  });

  it('fails where nobody listens', async () => {
    expect(await check('https://127.0.0.1:1/webhooks/meta')).toMatchObject({
      status: 'failed',
      code: 'UNREACHABLE_URL',
    });
  });

  it('fails where somebody listens and never answers', async () => {
    const silent = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const found = await check(`https://127.0.0.1:${(silent.address() as AddressInfo).port}/`, 200);
    silent.close();
    expect(found).toMatchObject({ status: 'failed', message: 'no response within 0.2 s' });
  });
});
