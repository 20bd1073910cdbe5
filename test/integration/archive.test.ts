import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { embeddedClients } from '../../local/embedded-aws.ts';
import { commentsBody, payload } from '../support/builders/meta.ts';
import { startReceiverUnderTest, type ReceiverUnderTest } from '../support/harness/receiver-under-test.ts';

let receiver: ReceiverUnderTest;
let s3: S3Client;
beforeAll(async () => {
  receiver = await startReceiverUnderTest();
  ({ s3 } = embeddedClients(receiver.aws.endpoints));
});
afterAll(async () => {
  s3.destroy();
  await receiver.stop();
});
afterEach(async () => {
  receiver.proxies.fauxqs.plan = () => 'pass';
  await receiver.drain();
  await receiver.aws.emptyBucket();
  receiver.bus.events.length = 0;
});

interface Line {
  readonly deliveryId: string;
  readonly body: string;
  readonly encoding: string;
}

async function archived(): Promise<{ keys: string[]; lines: Line[] }> {
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket: receiver.aws.bucket, Prefix: 'deliveries/' }),
  );
  const keys = Contents.map(({ Key = '' }) => Key);
  const objects = await Promise.all(
    keys.map(async (Key) =>
      (await s3.send(new GetObjectCommand({ Bucket: receiver.aws.bucket, Key }))).Body!.transformToByteArray(),
    ),
  );
  const lines = objects
    .flatMap((object) => gunzipSync(object).toString().trimEnd().split('\n'))
    .map((line) => JSON.parse(line) as Line);
  return { keys, lines };
}

describe('the archive', () => {
  it('holds each delivery as it came, one object per app and hour, and events say where', async () => {
    const bodies = [
      payload('user/photos.json'),
      payload('edge/unicode-raw-utf8.json'),
      payload('instagram/comments.json'),
    ];
    for (const body of bodies) await receiver.post(body);
    await receiver.work();
    const { keys, lines } = await archived();
    expect(keys).toEqual([
      expect.stringMatching(/^deliveries\/meta\/\d{4}\/\d\d\/\d\d\/\d\d\/[0-9a-f-]{36}\.jsonl\.gz$/),
    ]);
    const kept = lines.map(({ body, encoding }) =>
      Buffer.from(body, encoding === 'base64' ? 'base64' : 'latin1').toString(),
    );
    expect(kept.sort()).toEqual(bodies.map(String).sort());
    const places = receiver.bus.events.map(({ Detail }) => (JSON.parse(Detail) as { archive: unknown }).archive);
    expect(places).toEqual(Array(3).fill({ bucket: receiver.aws.bucket, key: keys[0] }));
  });

  it('comes before the bus: with the bucket failing nothing is emitted, and everything once it is back', async () => {
    const ids = ['17970000000000001', '17970000000000002'];
    await receiver.post(commentsBody(ids));
    receiver.proxies.fauxqs.plan = ({ operation }) => (operation === 'PUT' ? 'refuse' : 'pass');
    expect(await receiver.work()).toEqual({ taken: 1, failed: 1 });
    expect(receiver.bus.events).toEqual([]);
    receiver.proxies.fauxqs.plan = () => 'pass';
    await receiver.drain();
    expect(receiver.bus.events).toHaveLength(2);
  });

  it('holds what does not parse, too', async () => {
    await receiver.post(Buffer.from('{"cut'));
    expect(await receiver.work()).toEqual({ taken: 1, failed: 0 });
    expect((await archived()).lines).toMatchObject([{ body: '{"cut', encoding: 'text' }]);
  });

  it('a retry writes an object of its own, with the same delivery', async () => {
    await receiver.post(commentsBody(['17970000000000003']));
    receiver.bus.judge = () => 'InternalFailure';
    await receiver.work();
    receiver.bus.judge = () => 'take';
    await receiver.drain();
    const { keys, lines } = await archived();
    expect([keys.length, new Set(lines.map(({ deliveryId }) => deliveryId)).size]).toEqual([2, 1]);
  });
});
