import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { archiveWriter, deliveryId as id } from '../support/builders/archived.ts';
import { startCommandUnderTest, type CommandUnderTest } from '../support/harness/command-under-test.ts';
import { commentsBody, payload } from '../support/builders/meta.ts';
import { toEnvironment } from '../support/harness/run-receiver.ts';

let command: CommandUnderTest;
let archive: ReturnType<typeof archiveWriter>;
beforeAll(async () => {
  command = await startCommandUnderTest();
  archive = archiveWriter(command.clients.s3, command.receiver.aws.bucket);
});
afterAll(async () => {
  await command.stop();
});
afterEach(async () => {
  await command.receiver.aws.queues.purgeQueues();
  await command.receiver.aws.emptyBucket();
  command.receiver.bus.events.length = 0;
  command.receiver.proxies.fauxqs.path = (sent) => sent;
});

const HOUR = ['--from', '2026-01-31T12:00Z', '--to', '2026-01-31T13:00Z'];
const at = (time: string): string => `2026-01-31T${time}.000Z`;
const comment = (n: number): string => commentsBody([`1797000000000000${n}`]).toString();

interface Listed {
  readonly deliveries: readonly { readonly deliveryId: string; readonly problem?: string }[];
  readonly summary: Readonly<Record<string, unknown>>;
}
const listIds = ({ deliveries }: Listed): string[] => deliveries.map(({ deliveryId }) => deliveryId);

describe('archive list', () => {
  it('shows what the worker archived and counts it per object and field, without anything of it', async () => {
    for (const file of ['user/photos.json', 'edge/batch-1000-changes.json', 'edge/mixed-changes-and-messaging.json'])
      await command.receiver.post(payload(file));
    await command.receiver.post(commentsBody(['17970000000000001', '17970000000000002']));
    await command.receiver.drain();
    const { code, stdout, stderr } = await command.run('archive', 'list', '--from', '1h');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^[0-9a-f-]{36} {2}\S+Z {2}meta +329 B {2}user\.photos x1\n/);
    expect(stdout).toMatch(/\n4 deliveries received \S+Z to \S+Z, 4 matched, 1,007 changes\.\n/);
    expect(stdout).toMatch(/\npage +feed +1,001\n/);
    expect(stdout).toMatch(/\ninstagram +comments +2\n/);
    expect(stdout).not.toMatch(/synthetic|1797000000000000/);
  });

  it('takes each delivery once, however often a retry repeats its line', async () => {
    const line = { deliveryId: id(1), receivedAt: at('12:10:00'), body: comment(1) };
    await archive.write(line, { deliveryId: id(2), receivedAt: at('12:11:00'), body: comment(2) });
    await archive.write(line);
    await archive.write(line);
    const listed = await command.json<Listed>('archive', 'list', ...HOUR);
    expect([listIds(listed), listed.summary]).toEqual([
      [id(1), id(2)],
      expect.objectContaining({ read: 2, matched: 2, changes: 2 }),
    ]);
  });

  it('takes what was received in the range, its beginning included and its end not, over hours, days and apps', async () => {
    const times = ['11:59:59', '12:00:00', '12:59:59', '13:00:00', '13:59:59', '14:00:00'];
    for (const [n, time] of times.entries())
      await archive.write({ deliveryId: id(n), receivedAt: at(time), body: comment(n) });
    await archive.write({ deliveryId: id(7), receivedAt: '2026-02-01T00:00:00.000Z', body: comment(7) });
    await archive.write({ deliveryId: id(8), app: 'other', receivedAt: at('12:30:00'), body: comment(8) });
    expect(listIds(await command.json<Listed>('archive', 'list', ...HOUR))).toEqual([id(1), id(8), id(2)]);
    expect(
      listIds(
        await command.json<Listed>('archive', 'list', '--from', '2026-01-31T12:59:59Z', '--to', '2026-01-31T14:00:00Z'),
      ),
    ).toEqual([id(2), id(3), id(4)]);
    expect(
      listIds(await command.json<Listed>('archive', 'list', '--from', '2026-01-31T13:30', '--to', '2026-02-01T01:00')),
    ).toEqual([id(4), id(5), id(7)]);
  });

  it('reads no object of another hour', async () => {
    for (const time of ['10:30:00', '11:30:00', '12:30:00', '13:30:00'])
      await archive.write({ deliveryId: id(1), receivedAt: at(time), body: comment(1) });
    command.receiver.proxies.fauxqs.calls.clear();
    await command.run('archive', 'list', ...HOUR);
    // Two lists, of apps and of keys, and one object.
    expect(command.receiver.proxies.fauxqs.calls.get('GET')).toBe(3);
  });

  it('reads more objects than one listing holds', async () => {
    const proxy = command.receiver.proxies.fauxqs;
    let pages = 0;
    // S3 may always list fewer keys than asked for: the API reference of ListObjectsV2, KeyCount.
    proxy.path = (sent) => {
      if (!sent.includes('list-type=2') || sent.includes('delimiter=')) return sent;
      pages += 1;
      return `${sent}&max-keys=3`;
    };
    for (const n of [1, 2, 3, 4, 5, 6, 7])
      await archive.write({ deliveryId: id(n), receivedAt: at('12:30:00'), body: '{}' });
    await archive.write({ deliveryId: id(8), receivedAt: at('13:30:00'), body: '{}' });
    expect((await command.json<Listed>('archive', 'list', ...HOUR)).summary).toMatchObject({ read: 7 });
    expect(pages).toBe(3);
  });

  it.each([
    { args: ['--app', 'other'], want: [3] },
    { args: ['--object', 'instagram'], want: [1, 3] },
    { args: ['--field', 'photos'], want: [2] },
    { args: ['--object', 'instagram', '--field', 'photos'], want: [] },
    { args: ['--field', 'photos', '--field', 'comments'], want: [1, 2, 3] },
    { args: ['--entry-id', '17841400000000001'], want: [1, 3] },
    { args: ['--delivery-id', id(2), '--delivery-id', id(3)], want: [2, 3] },
    { args: ['--app', 'meta', '--delivery-id', id(3)], want: [] },
  ])('takes only $args', async ({ args, want }) => {
    await archive.write(
      { deliveryId: id(1), receivedAt: at('12:01:00'), body: comment(1) },
      { deliveryId: id(2), receivedAt: at('12:02:00'), body: payload('user/photos.json').toString() },
    );
    await archive.write({ deliveryId: id(3), app: 'other', receivedAt: at('12:03:00'), body: comment(3) });
    expect(listIds(await command.json<Listed>('archive', 'list', ...HOUR, ...args))).toEqual(want.map(id));
  });

  it('says how many changes of a delivery are not meant', async () => {
    await archive.write({
      deliveryId: id(1),
      receivedAt: at('12:01:00'),
      body: payload('edge/mixed-changes-and-messaging.json').toString(),
    });
    expect((await command.run('archive', 'list', ...HOUR, '--field', 'feed')).stdout).toContain(
      'page.feed x1, and 3 other\n',
    );
  });

  it('shows names from a body harmlessly', async () => {
    const body = String.raw`{"object":"x\u001b[2J","entry":[{"id":"1","changes":[{"field":"y\n\u009b1m","value":{}}]}]}`;
    await archive.write({ deliveryId: id(1), receivedAt: at('12:01:00'), body });
    expect((await command.run('archive', 'list', ...HOUR)).stdout).toContain('x?[2J.y??1m x1\n');
  });

  it('is content when nobody reads on, as with head', async () => {
    await Promise.all(
      [...Array(200).keys()].map(async (n) =>
        archive.write({ deliveryId: id(n), receivedAt: at('12:30:00'), body: '{}' }),
      ),
    );
    const script = `set -o pipefail; "$0" bin/meta-webhooks.ts archive list ${HOUR.join(' ')} | head -n 1`;
    const { stdout, stderr } = await promisify(execFile)('bash', ['-c', script, process.execPath], {
      env: toEnvironment(command.cloud.url),
    });
    expect([stdout.split('  ')[0], stderr]).toEqual([id(0), '']);
  });

  it('says that there is nothing', async () => {
    const { code, stdout } = await command.run('archive', 'list', ...HOUR);
    expect([code, stdout]).toEqual([
      0,
      '0 deliveries received 2026-01-31T12:00:00.000Z to 2026-01-31T13:00:00.000Z, 0 matched, 0 changes.\n',
    ]);
  });
});

describe('what is wrong in the archive is reported, and the rest shown', () => {
  it.each([
    { rule: 'an object that was cut', content: gzipSync('{"deliveryId"').subarray(0, -4), want: 'OBJECT_DAMAGED' },
    { rule: 'an object that is no gzip', content: Buffer.from('secret-text'), want: 'OBJECT_DAMAGED' },
    { rule: 'a line that is none', content: gzipSync('{"secret-text\n'), want: 'LINE_UNREADABLE' },
    {
      rule: 'a line without a time',
      content: gzipSync(
        `${JSON.stringify({ deliveryId: id(9), app: 'meta', receivedAt: 'x', encoding: 'text', body: '' })}\n`,
      ),
      want: 'LINE_UNREADABLE',
    },
  ])('$rule', async ({ content, want }) => {
    await archive.write({ deliveryId: id(1), receivedAt: at('12:01:00'), body: comment(1) });
    const key = await archive.put('deliveries/meta/2026/01/31/12/damaged.jsonl.gz', content);
    const { code, stdout, stderr } = await command.run('archive', 'list', ...HOUR);
    expect([code, stderr]).toEqual([1, `${want}  ${key}\n`]);
    expect(stdout).toContain(id(1));
    expect(stdout + stderr).not.toContain('secret-text');
    expect((await command.json<Listed>('archive', 'list', ...HOUR)).summary).toMatchObject({
      faults: [{ key, problem: want }],
    });
  });

  it.each([
    { rule: 'a large body that was tampered with', stored: 'tampered', want: 'OVERSIZE_BODY_ALTERED' },
    { rule: 'a large body that is gone', stored: undefined, want: 'OVERSIZE_BODY_MISSING' },
  ])('$rule, whatever the filter', async ({ stored, want }) => {
    const key = 'oversize/meta/2026/01/31/one';
    const pointer = { bucket: 'archive', key, bytes: 8, sha256: createHash('sha256').update('original').digest('hex') };
    if (stored !== undefined) await archive.put(key, stored);
    await archive.write(
      { deliveryId: id(1), receivedAt: at('12:01:00'), encoding: 's3', body: JSON.stringify(pointer) },
      { deliveryId: id(2), receivedAt: at('12:02:00'), body: comment(2) },
    );
    const listed = await command.json<Listed>('archive', 'list', ...HOUR, '--field', 'comments');
    expect(listed).toMatchObject({
      code: 1,
      deliveries: [{ deliveryId: id(1), problem: want }, { deliveryId: id(2) }],
      summary: { problems: 1 },
    });
    const shown = await command.run('archive', 'show', id(1), ...HOUR, '--body');
    expect([shown.code, shown.stdout.includes('tampered'), shown.stderr.includes(want)]).toEqual([1, false, true]);
  });

  it('but a body that Meta sent and nobody can parse is no fault of the archive', async () => {
    await archive.write({ deliveryId: id(1), receivedAt: at('12:01:00'), body: '{"cut' });
    expect(await command.json<Listed>('archive', 'list', ...HOUR)).toMatchObject({
      code: 0,
      deliveries: [{ problem: 'INVALID_JSON' }],
    });
  });
});

describe('archive show', () => {
  it('finds a delivery by its id alone, and tells the ids of its events', async () => {
    await command.receiver.post(commentsBody(['17970000000000011', '17970000000000012']));
    await command.receiver.drain();
    const [first, second] = command.receiver.bus.events.map(
      ({ Detail }) => JSON.parse(Detail) as { id: string; deliveryId: string },
    );
    const { code, stdout } = await command.run('archive', 'show', first!.deliveryId);
    expect(code).toBe(0);
    expect(stdout).toContain(`instagram  comments  comments  17841400000000001    ${first!.id}\n`);
    expect(stdout).toContain(second!.id);
    expect(stdout).not.toMatch(/synthetic|1797000000000001/);
  });

  it.each([
    { encoding: 'text', body: Buffer.from('{"object":"page","text":"\\u00e4"}') },
    { encoding: 'base64', body: Buffer.from([0, 255, 254, 10, 13, 0x1b]) },
  ])('with --body writes the exact bytes of $encoding', async ({ encoding, body }) => {
    await archive.write({
      deliveryId: id(1),
      receivedAt: at('12:01:00'),
      encoding,
      body: encoding === 'text' ? body.toString() : body.toString('base64'),
    });
    const { process: child, result } = command.start('archive', 'show', id(1), ...HOUR, '--body');
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    expect((await result).code).toBe(0);
    expect(Buffer.concat(chunks)).toEqual(body);
    expect(await command.json('archive', 'show', id(1), ...HOUR, '--body')).toMatchObject(
      encoding === 'text' ? { body: body.toString() } : { bodyBase64: body.toString('base64') },
    );
    expect(JSON.stringify(await command.json('archive', 'show', id(1), ...HOUR))).not.toContain('u00e4');
  });

  it('refuses one that is not there', async () => {
    await archive.write({ deliveryId: id(1), receivedAt: at('12:01:00'), body: comment(1) });
    const { code, stdout, stderr } = await command.run('archive', 'show', id(2), ...HOUR);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      new RegExp(
        `^error DELIVERY_UNKNOWN: ${id(2)} is not in the archive of 2026-01-31T12:00:00.000Z to ` +
          `2026-01-31T13:00:00.000Z\nhint: .*\n$`,
      ),
    );
  });
});

describe('the bucket failing', () => {
  it('is survived when it is short', async () => {
    await archive.write({ deliveryId: id(1), receivedAt: at('12:01:00'), body: comment(1) });
    let calls = 0;
    command.receiver.proxies.fauxqs.plan = () => ((calls += 1) === 3 ? 'cut' : 'pass');
    const listed = await command.json<Listed>('archive', 'list', ...HOUR);
    command.receiver.proxies.fauxqs.plan = () => 'pass';
    expect([listed.code, listIds(listed)]).toEqual([0, [id(1)]]);
  });

  it('ends the command with one message', async () => {
    await archive.write({ deliveryId: id(1), receivedAt: at('12:01:00'), body: comment(1) });
    command.receiver.proxies.fauxqs.plan = () => 'refuse';
    const { code, stdout, stderr } = await command.run('archive', 'list', ...HOUR, '--json');
    command.receiver.proxies.fauxqs.plan = () => 'pass';
    expect([code, stdout]).toEqual([1, '']);
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'UNREACHABLE' } });
  });
});
