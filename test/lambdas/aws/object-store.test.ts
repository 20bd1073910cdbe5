import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { S3Client } from '@aws-sdk/client-s3';
import { createObjectStore } from '../../../lambdas/aws/object-store.ts';
import {
  createClient,
  startRecordingServer,
  type RecordedAnswer,
  type RecordingServer,
} from '../../support/fakes/recording-server.ts';

const BYTES = Buffer.from([0x00, 0xff, 0x0a, 0x7b]);

let answer: () => RecordedAnswer;
let bucket: RecordingServer;
let client: S3Client;
let clients = 0;
const store = () =>
  createObjectStore('bucket-synthetic', () => {
    clients += 1;
    return Promise.resolve(client);
  });

beforeAll(async () => {
  bucket = await startRecordingServer(() => answer());
  client = new S3Client({ ...createClient(bucket.url), maxAttempts: 1, forcePathStyle: true });
});
beforeEach(() => {
  bucket.calls.length = 0;
  clients = 0;
  answer = () => ({ status: 200, body: BYTES, type: 'application/json' });
});
afterAll(async () => {
  client.destroy();
  await bucket.stop();
});

describe('the store', () => {
  it('makes its client for the first object, and only then', async () => {
    const objects = store();
    expect(clients).toBe(0);
    await Promise.all([objects.put('a', 'x'), objects.put('b', 'x')]);
    await objects.put('c', 'x');
    expect(clients).toBe(1);
  });

  it('puts the exact bytes under its key into its bucket', async () => {
    await store().put('oversize/meta/2026/01/01/id', BYTES);
    expect(bucket.calls.map(({ method, path }) => [method, path.split('?')[0]])).toEqual([
      ['PUT', '/bucket-synthetic/oversize/meta/2026/01/01/id'],
    ]);
    expect(bucket.calls[0]!.body.equals(BYTES)).toBe(true);
  });

  it('says what is in an object: JSON, unless told otherwise', async () => {
    const objects = store();
    await objects.put('a', '{}');
    await objects.put('b', BYTES, { contentType: 'application/gzip' });
    expect(bucket.calls.map(({ headers }) => headers['content-type'])).toEqual([
      'application/json',
      'application/gzip',
    ]);
  });

  it('gets the exact bytes from the place that is named, be it in another bucket', async () => {
    expect((await store().get({ bucket: 'bucket-before', key: 'k' })).equals(BYTES)).toBe(true);
    expect(bucket.calls.map(({ method, path }) => [method, path.split('?')[0]])).toEqual([['GET', '/bucket-before/k']]);
  });

  it('gets an empty object as no bytes', async () => {
    answer = () => ({ status: 200, body: '' });
    expect(await store().get({ bucket: 'b', key: 'k' })).toHaveLength(0);
  });

  const refused = (): RecordedAnswer => ({
    status: 403,
    body: '<Error><Code>AccessDenied</Code></Error>',
    type: 'application/xml',
  });
  it.each([
    { call: 'put', make: (signal?: AbortSignal) => store().put('k', BYTES, { signal: signal! }) },
    { call: 'get', make: (signal?: AbortSignal) => store().get({ bucket: 'b', key: 'k' }, signal) },
  ])('fails to $call when S3 refuses, and stops when the time is over', async ({ make }) => {
    answer = refused;
    await expect(make()).rejects.toMatchObject({ name: 'AccessDenied' });
    const controller = new AbortController();
    answer = () => {
      controller.abort();
      return 'hang';
    };
    await expect(make(controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });
});
