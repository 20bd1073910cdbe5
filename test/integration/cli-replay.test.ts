import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { deliveryId as id } from '../support/builders/archived.ts';
import { commentsBody, payload } from '../support/builders/meta.ts';
import {
  listComments,
  minutesAgo,
  startReplayUnderTest,
  type ReplayedEvent,
  type ReplayUnderTest,
} from '../support/harness/replay-under-test.ts';

let under: ReplayUnderTest;
beforeAll(async () => {
  under = await startReplayUnderTest();
});
afterAll(async () => {
  await under.stop();
});
beforeEach(() => {
  under.begin();
});
afterEach(async () => {
  await under.end();
});

describe('replay of what was emitted', () => {
  it('emits nothing without --again and exactly its changes with it', async () => {
    await under.receiver.post(commentsBody([under.changeId(0)]));
    await under.receiver.drain();
    const begin = new Date().toISOString();
    for (const body of [
      commentsBody([under.changeId(1), under.changeId(2)]),
      payload('user/photos.json'),
      commentsBody([under.changeId(3)]),
    ])
      await under.receiver.post(body);
    const before = await under.emitted();
    const range = ['--from', begin, '--to', new Date(Date.now() + 1).toISOString()];
    expect(before).toHaveLength(4);

    expect(await under.replay(...range)).toMatchObject({
      code: 0,
      read: 3,
      matched: 3,
      sent: 3,
      changes: 4,
      skipped: {},
    });
    expect(await under.emitted()).toEqual([]);

    under.begin();
    expect(await under.replay(...range, '--again')).toMatchObject({
      code: 0,
      read: 3,
      matched: 3,
      sent: 3,
      changes: 4,
    });
    const again = await under.emitted();
    const reported = ({ replayOf, receivedAt, field, value }: ReplayedEvent) => ({
      replayOf,
      receivedAt,
      field,
      value,
    });
    const inOrder = (events: readonly object[]): string[] => events.map((event) => JSON.stringify(event)).sort();
    expect(inOrder(again.map(reported))).toEqual(
      inOrder(before.map((event) => reported({ ...event, replayOf: event.deliveryId }))),
    );
    expect(new Set([...before, ...again].map((event) => event.id)).size).toBe(8);
  });

  it('emits it once more with each run', async () => {
    const [change] = await under.archiveMany(1);
    for (const name of ['a', 'b']) {
      await under.run('replay', '--from', '1h', '--again', '--state', join(under.folder, name));
      expect(listComments(await under.emitted())).toEqual([change]);
    }
  });
});

describe('replay of what was lost', () => {
  it('emits what nobody has claimed', async () => {
    const changes = await under.archiveMany(12);
    expect(await under.replay('--from', '1h')).toMatchObject({ code: 0, sent: 12, changes: 12 });
    expect(listComments(await under.emitted())).toEqual(changes);
  });

  it('sends messages as ingress would, with a deliveryId of their own', async () => {
    const receivedAt = minutesAgo(7);
    await under.archive.write(
      { deliveryId: id(1), receivedAt, body: commentsBody([under.changeId(1)]).toString() },
      { deliveryId: id(2), receivedAt, encoding: 'base64', body: commentsBody([under.changeId(2)]).toString('base64') },
    );
    await under.replay('--from', '1h', '--again');
    const messages = (await under.queued()).sort((a, b) => a['replayOf']!.localeCompare(b['replayOf']!));
    const uuid7 = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/) as unknown;
    expect(messages).toEqual([
      {
        body: commentsBody([under.changeId(1)]).toString(),
        deliveryId: uuid7,
        app: 'meta',
        receivedAt,
        encoding: 'text',
        replayOf: id(1),
        nonce: uuid7,
      },
      {
        body: commentsBody([under.changeId(2)]).toString('base64'),
        deliveryId: uuid7,
        app: 'meta',
        receivedAt,
        encoding: 'base64',
        replayOf: id(2),
        nonce: messages[0]!['nonce'],
      },
    ]);
    expect(messages[0]!['deliveryId']).not.toBe(messages[1]!['deliveryId']);
  });

  it('has no nonce without --again', async () => {
    await under.archiveMany(1);
    await under.replay('--from', '1h');
    expect((await under.queued()).map(({ nonce }) => nonce)).toEqual([undefined]);
  });

  it('is for people, too', async () => {
    await under.archiveMany(2);
    const { code, stdout, stderr } = await under.run('replay', '--from', '1h', '--state', under.state());
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^received .*\nread +2\nmatched +2\nsent +2\nskipped +0\nchanges +2 in these; claimed changes are not emitted again\n$/,
    );
    expect(stderr).toMatch(
      new RegExp(
        `^Run [0-9a-f-]{36}, state in ${under.state()}\\. To resume: npx meta-webhooks replay ` +
          `--resume ${under.state()}\nThe run has finished\\. Its state file was removed\\.\n$`,
      ),
    );
  });
});

describe('a dry run', () => {
  it('says what would be sent, and sends and writes nothing', async () => {
    await under.archiveMany(3);
    const { code, stdout } = await under.run('replay', '--from', '1h', '--dry-run', '--state', under.state());
    expect(code).toBe(0);
    expect(stdout.match(/^would send {2}019b7600\S+ {2}\S+Z {2}meta {2}1 change$/gm)).toHaveLength(3);
    expect(stdout).toMatch(/\nwould send +3\n/);
    expect([existsSync(under.state()), await under.inQueues()]).toEqual([false, { deliveries: 0, deadLetters: 0 }]);
    expect(await under.json('replay', '--from', '1h', '--dry-run')).toMatchObject({
      dryRun: true,
      sent: 3,
      wouldSend: [{ deliveryId: id(0) }, { deliveryId: id(1) }, { deliveryId: id(2) }],
    });
  });
});

describe('a filter that means only some changes of a delivery', () => {
  beforeEach(async () => {
    await under.archive.write(
      {
        deliveryId: id(1),
        receivedAt: minutesAgo(5),
        body: payload('edge/mixed-changes-and-messaging.json').toString(),
      },
      { deliveryId: id(2), receivedAt: minutesAgo(5), body: commentsBody([under.changeId(1)]).toString() },
    );
  });

  it('with --again is refused before anything is sent', async () => {
    const { code, stdout, stderr } = await under.run(
      'replay',
      '--from',
      '1h',
      '--field',
      'feed',
      '--again',
      '--state',
      under.state(),
    );
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      new RegExp(
        `^error PARTIAL_MATCH: the filter matches only some changes of 1 delivery \\(${id(1)}\\): 3 other changes ` +
          `would be emitted again too; nothing was sent\nhint: .*\n$`,
      ),
    );
    expect([existsSync(under.state()), await under.inQueues()]).toEqual([false, { deliveries: 0, deadLetters: 0 }]);
  });

  it('is allowed by --whole-deliveries, which emits them all', async () => {
    expect(await under.replay('--from', '1h', '--field', 'feed', '--again', '--whole-deliveries')).toMatchObject({
      code: 0,
      read: 2,
      matched: 1,
      sent: 1,
      changes: 4,
    });
    expect((await under.emitted()).map(({ field }) => field).sort()).toEqual([
      'conversations',
      'feed',
      'messages',
      'standby',
    ]);
  });

  it('is harmless without --again', async () => {
    expect(await under.replay('--from', '1h', '--field', 'feed')).toMatchObject({ code: 0, sent: 1 });
  });

  it('is none where it means all of them', async () => {
    expect(await under.replay('--from', '1h', '--field', 'comments', '--again')).toMatchObject({
      code: 0,
      matched: 1,
      sent: 1,
    });
  });
});

describe('what must not be sent', () => {
  it('a large body that was tampered with is refused and reported, the rest is sent', async () => {
    const key = 'oversize/meta/one';
    await under.archive.put(key, commentsBody(['tampered']));
    const pointer = { bucket: 'archive', key, bytes: 8, sha256: createHash('sha256').update('original').digest('hex') };
    await under.archive.write(
      { deliveryId: id(1), receivedAt: minutesAgo(5), encoding: 's3', body: JSON.stringify(pointer) },
      { deliveryId: id(2), receivedAt: minutesAgo(5), body: commentsBody([under.changeId(2)]).toString() },
    );
    const { code, stdout, stderr } = await under.run('replay', '--from', '1h', '--again', '--state', under.state());
    expect(code).toBe(1);
    expect(stdout).toContain(
      '  1 x OVERSIZE_BODY_ALTERED: the object under oversize/ was changed after ingress stored it; check who ' +
        'has write access\n',
    );
    expect(stderr).toContain(`\nOVERSIZE_BODY_ALTERED  ${id(1)}\n`);
    expect(listComments(await under.emitted())).toEqual([under.changeId(2)]);
  });

  it('a large body that is as it was is sent by its pointer', async () => {
    const body = commentsBody([under.changeId(1)]);
    const key = 'oversize/meta/two';
    await under.archive.put(key, body);
    const pointer = {
      bucket: 'archive',
      key,
      bytes: body.byteLength,
      sha256: createHash('sha256').update(body).digest('hex'),
    };
    await under.archive.write({
      deliveryId: id(1),
      receivedAt: minutesAgo(5),
      encoding: 's3',
      body: JSON.stringify(pointer),
    });
    expect(await under.replay('--from', '1h')).toMatchObject({ code: 0, sent: 1, changes: 1 });
    expect(listComments(await under.emitted())).toEqual([under.changeId(1)]);
  });

  it('what nobody can parse is left out', async () => {
    await under.archive.write({ deliveryId: id(1), receivedAt: minutesAgo(5), body: '{"cut' });
    expect(await under.replay('--from', '1h')).toMatchObject({
      code: 0,
      matched: 1,
      sent: 0,
      skipped: { INVALID_JSON: 1 },
    });
  });

  it('a change with neither an id nor a time is known by its delivery, which a replay repeats', async () => {
    const body = JSON.stringify({
      object: 'page',
      entry: [{ id: '1', changes: [{ field: 'nobody-knows', value: {} }] }],
    });
    await under.receiver.post(Buffer.from(body));
    expect(await under.emitted()).toHaveLength(1);
    expect(await under.replay('--from', '1h')).toMatchObject({ code: 0, sent: 1 });
    expect(await under.emitted()).toEqual([]);
    under.begin();
    expect(await under.replay('--from', '1h', '--again')).toMatchObject({ code: 0, sent: 1 });
    expect(await under.emitted()).toHaveLength(1);
  });

  it('what is older than the memory of changes needs --again', async () => {
    await under.archive.write({
      deliveryId: id(1),
      receivedAt: minutesAgo(20 * 24 * 60),
      body: commentsBody([under.changeId(1)]).toString(),
    });
    expect(await under.json('replay', '--from', '21d', '--state', under.state())).toMatchObject({
      code: 2,
      error: { code: 'OUTSIDE_WINDOW' },
    });
    expect([existsSync(under.state()), await under.inQueues()]).toEqual([false, { deliveries: 0, deadLetters: 0 }]);
    expect(await under.replay('--from', '21d', '--again')).toMatchObject({ code: 0, sent: 1 });
  });
});
