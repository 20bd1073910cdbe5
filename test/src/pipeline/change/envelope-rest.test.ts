import { describe, expect, it } from '@jest/globals';
import { toSplit } from '../../../support/builders/expected.ts';

const event = { sender: { id: '5' }, recipient: { id: '1' }, timestamp: 3, message: { mid: 'm' } };
const page = (members: object): unknown => ({ object: 'page', entry: [{ id: '1', time: 2, ...members }] });
const kinds = (body: unknown): string[] => toSplit(body).map(({ field, kind }) => `${field} ${kind}`);

describe('an entry', () => {
  it('has its calls split, beside any other list', () => {
    expect(
      kinds(
        page({
          messaging: [event],
          calls: [
            { id: 'c', event: 'connect' },
            { id: 'c', event: 'terminate' },
          ],
        }),
      ),
    ).toEqual(['messages message', 'calls calls', 'calls calls']);
  });

  it('that has a member nobody knows beside a known list tells of both', () => {
    const changes = toSplit(page({ messaging: [event], new_list: [{ a: 1 }] }));
    expect(changes.map(({ kind, value }) => [kind, value])).toEqual([
      ['message', event],
      ['unknown', { new_list: [{ a: 1 }] }],
    ]);
    expect(changes[1]!.identity.weak).toBe(true);
  });

  it('that is itself an event is one event, of the business that got it', () => {
    const [change, ...others] = toSplit({
      object: 'page',
      entry: [
        { sender: { id: '5' }, recipient: { id: '7' }, timestamp: 3, call_permission_reply: { response: 'approve' } },
      ],
    });
    expect(others).toEqual([]);
    expect(change).toMatchObject({
      field: 'call_permission_reply',
      kind: 'call_permission_reply',
      entryId: '7',
      identity: { scope: '7', weak: false },
    });
  });

  it('that is itself an echo is of the business that wrote it', () => {
    const [change] = toSplit({ object: 'page', entry: [{ ...event, message: { mid: 'm', is_echo: true } }] });
    expect(change).toMatchObject({ field: 'message_echoes', entryId: '5' });
  });

  it('has annotations that ride on each of its changes and count in no identity', () => {
    const changes = toSplit(
      page({
        uid: '9',
        hop_context: [{ app_id: 1 }],
        messaging: [event],
        changes: [{ field: 'leadgen', value: { leadgen_id: 1 } }],
      }),
    );
    expect(changes.map(({ extra }) => extra)).toEqual([
      { entry: { uid: '9', hop_context: [{ app_id: 1 }] } },
      { entry: { uid: '9', hop_context: [{ app_id: 1 }] } },
    ]);
    const plain = toSplit(page({ messaging: [event], changes: [{ field: 'leadgen', value: { leadgen_id: 1 } }] }));
    expect(changes.map(({ identity }) => identity)).toEqual(plain.map(({ identity }) => identity));
  });

  it('with annotations too long to be copied tells of them once', () => {
    expect(kinds(page({ hop_context: 'x'.repeat(2_000), messaging: [event, event] }))).toEqual([
      'messages message',
      'messages message',
      'unknown unknown',
    ]);
  });
});

describe('a change', () => {
  const change = (item: object): ReturnType<typeof toSplit>[number] => toSplit(page({ changes: [item] }))[0]!;

  it('keeps the members that stand beside its value, which count in its identity', () => {
    const accepted = change({ field: 'page_change_proposal', action: 'accepted', value: { proposal_id: '1' } });
    const proposed = change({ field: 'page_change_proposal', action: 'created', value: { proposal_id: '1' } });
    expect(accepted.extra).toEqual({ action: 'accepted' });
    expect(accepted.identity.content).not.toBe(proposed.identity.content);
  });

  it('without a value has the members beside its field as its value', () => {
    expect(change({ field: 'marketing_message_reads', recipient_id: 1, timestamp: 3 })).toMatchObject({
      value: { recipient_id: 1, timestamp: 3 },
      extra: undefined,
      identity: { weak: false },
    });
  });

  it('of the standby channel in changes is kept apart from the message itself', () => {
    const standby = change({ field: 'standby', value: event });
    const own = change({ field: 'messages', value: event });
    expect([standby.kind, own.kind]).toEqual(['standby.message', 'message']);
    expect([standby.identity.field, own.identity.field]).toEqual(['standby', 'messages']);
  });

  it('says when it happened, where it has a time of its own', () => {
    expect(change({ field: 'leadgen', value: { leadgen_id: 1, created_time: 1767225599 } }).ownTime).toBe('1767225599');
    expect(change({ field: 'live_videos', value: { id: 1, status: 'live' } }).ownTime).toBeUndefined();
  });

  it('that is weak and stands twice in one body is two; with an id of its own it is one', () => {
    const like = { field: 'feed', value: { item: 'like', verb: 'add', post_id: '1_2', created_time: 3 } };
    const lead = { field: 'leadgen', value: { leadgen_id: 1 } };
    const identities = toSplit(page({ changes: [like, like, like, lead, lead] })).map(({ identity }) => identity);
    expect(identities.map(({ n }) => n)).toEqual([undefined, 2, 3, undefined, undefined]);
  });
});
