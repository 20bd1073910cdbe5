import { describe, expect, it } from '@jest/globals';
import { toSplit } from '../../../support/builders/expected.ts';

const comment = { field: 'comments', value: { id: '7' } };
const event = { sender: { id: '5' }, recipient: { id: '1' }, timestamp: 3, message: { mid: 'm' } };

/** `object field kind entry/time` of each change. */
function reported(body: unknown): string[] {
  return toSplit(body).map(
    ({ object, field, kind, entryId, entryTime = '-' }) => `${object} ${field} ${kind} ${entryId}/${entryTime}`,
  );
}

function entry(members: object, object = 'instagram'): unknown {
  return { object, entry: [{ id: '1', time: 2, ...members }] };
}

// The forms are those of the reference, section 2.
describe('the envelope', () => {
  it.each([
    {
      rule: 'E1: changes of an entry',
      body: entry({ changes: [comment, comment] }),
      want: ['instagram comments comments 1/2', 'instagram comments comments 1/2'],
    },
    {
      rule: 'E1b: a value that is a text',
      body: entry({ changes: [{ field: 'email', value: 'a@b' }] }, 'user'),
      want: ['user email email 1/2'],
    },
    {
      rule: 'E1b: a value that is null',
      body: entry({ changes: [{ field: 'parking', value: null }] }, 'page'),
      want: ['page parking parking 1/2'],
    },
    {
      rule: 'E1b: no value',
      body: entry({ changes: [{ field: 'parking' }] }, 'page'),
      want: ['page parking parking 1/2'],
    },
    {
      rule: 'E1c: a uid beside the id',
      body: entry({ uid: '9', changes: [{ field: 'likes' }] }, 'user'),
      want: ['user likes likes 1/2'],
    },
    {
      rule: 'E2: names of changed fields',
      body: entry({ changed_fields: ['feed', 'hours'] }, 'page'),
      want: ['page feed feed 1/2', 'page hours hours 1/2'],
    },
    { rule: 'E3: messaging events', body: entry({ messaging: [event] }), want: ['instagram messages message 1/2'] },
    {
      rule: 'E4: standby events are kept apart',
      body: entry({ standby: [event] }),
      want: ['instagram standby standby.message 1/2'],
    },
    { rule: 'E5: field and value in the entry', body: entry(comment), want: ['instagram comments comments 1/2'] },
    {
      rule: 'E6: Threads without object and entry',
      body: { target_id: '4', time: 2, values: { field: 'replies', value: { id: '8' } } },
      want: ['threads replies replies 4/2'],
    },
    {
      rule: 'E6: Threads without target and time',
      body: { values: [{ field: 'replies', value: { id: '8' } }] },
      want: ['threads replies replies /-'],
    },
    {
      rule: 'E7: everything in an array',
      body: [entry({ changes: [comment] }), entry({ messaging: [event] })],
      want: ['instagram comments comments 1/2', 'instagram messages message 1/2'],
    },
    {
      rule: 'E8: an event inside a change',
      body: entry({ changes: [{ field: 'messages', value: event }] }),
      want: ['instagram messages message 1/2'],
    },
    {
      rule: 'E9: a dashboard test',
      body: { object: 'instagram', entry: [{ id: '0', time: 2, changes: [comment] }] },
      want: ['instagram comments comments 0/2'],
    },
    {
      rule: 'all lists in one entry',
      body: entry({ changes: [comment], messaging: [event], standby: [event], changed_fields: ['x'], ...comment }),
      want: [
        'instagram comments comments 1/2',
        'instagram messages message 1/2',
        'instagram standby standby.message 1/2',
        'instagram x x 1/2',
        'instagram comments comments 1/2',
      ],
    },
    {
      rule: 'one change where a list is due',
      body: entry({ changes: comment }),
      want: ['instagram comments comments 1/2'],
    },
    {
      rule: 'one entry where a list is due',
      body: { object: 'instagram', entry: { id: '1', time: 2, changes: [comment] } },
      want: ['instagram comments comments 1/2'],
    },
  ])('takes $rule', ({ body, want }) => {
    expect(reported(body)).toEqual(want);
  });

  it.each([
    { rule: 'an entry with nothing beside id, uid and time', body: entry({ uid: '1' }) },
    { rule: 'an entry with empty lists', body: entry({ changes: [], messaging: null }) },
    { rule: 'no entries', body: { object: 'page', entry: [] } },
    { rule: 'an object alone', body: { object: 'page' } },
    { rule: 'an empty object', body: {} },
    { rule: 'an empty array', body: [] },
  ])('finds no change in $rule', ({ body }) => {
    expect(reported(body)).toEqual([]);
  });

  it.each([
    {
      rule: 'an entry whose members nobody knows',
      body: entry({ new_thing: 1 }, 'page'),
      want: ['page unknown unknown 1/2'],
    },
    { rule: 'an entry that is no object', body: { object: 'page', entry: ['x'] }, want: ['page unknown unknown /-'] },
    {
      rule: 'a change without a field',
      body: entry({ changes: [{ value: 1 }] }, 'page'),
      want: ['page unknown unknown 1/2'],
    },
    { rule: 'a change that is a text', body: entry({ changes: ['x'] }, 'page'), want: ['page unknown unknown 1/2'] },
    { rule: 'an event that is a text', body: entry({ messaging: ['x'] }, 'page'), want: ['page unknown unknown 1/2'] },
    {
      rule: 'a field name that is no text',
      body: entry({ changed_fields: [{}] }, 'page'),
      want: ['page unknown unknown 1/2'],
    },
    {
      rule: 'an event with nothing but its head',
      body: entry({ messaging: [{ sender: { id: '5' }, timestamp: 1 }] }, 'page'),
      want: ['page unknown unknown 1/2'],
    },
    { rule: 'a body with neither object nor entry', body: { hello: 1 }, want: ['unknown unknown unknown /-'] },
    { rule: 'a body that is a text', body: 'hello', want: ['unknown unknown unknown /-'] },
    {
      rule: 'a body without a name for its object',
      body: { object: {}, entry: [{ id: '1', time: 2, changes: [comment] }] },
      want: ['unknown comments comments 1/2'],
    },
    {
      rule: 'an event that nobody knows',
      body: entry({ messaging: [{ zeta: 1, alpha: 2 }] }, 'page'),
      want: ['page alpha alpha 1/2'],
    },
  ])('passes on $rule', ({ body, want }) => {
    const changes = toSplit(body);
    expect(reported(body)).toEqual(want);
    expect(changes.every(({ identity }) => identity.weak)).toBe(true);
  });

  it('gives an unknown entry as the value', () => {
    const [change] = toSplit(entry({ new_thing: 1 }, 'page'));
    expect(change!.value).toEqual({ new_thing: 1 });
    expect(change!.identity.weak).toBe(true);
  });

  it.each<{ rule: string; body: unknown; want: string[] }>([
    {
      rule: 'members beside an empty entry list are an unknown change',
      body: { object: 'page', entry: [], news: { a: 1 } },
      want: ['unknown'],
    },
    {
      rule: 'values of Threads count although there is an empty entry',
      body: { entry: null, values: [{ field: 'replies', value: { id: '8' } }] },
      want: ['replies'],
    },
    {
      rule: 'values and entries in one body both count',
      body: { object: 'instagram', entry: [{ id: '1', changes: [comment] }], values: { field: 'replies', value: {} } },
      want: ['replies', 'comments'],
    },
    { rule: 'an empty entry list alone says nothing', body: { object: 'page', entry: [] }, want: [] },
  ])('$rule', ({ body, want }) => {
    expect(toSplit(body).map(({ field }) => field)).toEqual(want);
  });

  it('tells unknown entries apart whose id and time are no texts', () => {
    const [a] = toSplit({ object: 'page', entry: [{ id: {}, time: { a: 1 }, x: 1 }] });
    const [b] = toSplit({ object: 'page', entry: [{ id: {}, time: { a: 2 }, x: 1 }] });
    expect(a!.identity.content).not.toBe(b!.identity.content);
  });

  it('takes the verb beside the field before that inside the value', () => {
    const [beside] = toSplit(
      entry({ changes: [{ field: 'likes', verb: 'add', value: { page: '3', verb: 'x' } }] }, 'user'),
    );
    const [inside] = toSplit(entry({ changes: [{ field: 'likes', value: { page: '3', verb: 'x' } }] }, 'user'));
    expect([beside!.verb, inside!.verb]).toEqual(['add', 'x']);
  });

  it('tells by the members of an event what happened, whatever their order', () => {
    const forward = toSplit(entry({ messaging: [{ message: { mid: 'm' }, referral: { ref: 'r' } }] }));
    const backward = toSplit(entry({ messaging: [{ referral: { ref: 'r' }, message: { mid: 'm' } }] }));
    expect(forward[0]!.kind).toBe('message');
    expect(backward[0]!.identity).toEqual(forward[0]!.identity);
  });

  it('takes a comment of a group for no event, though it has a recipient and a message', () => {
    expect(
      reported(
        entry(
          {
            changes: [
              {
                field: 'group_feed',
                value: {
                  recipient: { id: '1' },
                  message: 'text',
                  item: 'comment',
                  verb: 'add',
                  comment_id: '2',
                  created_time: 3,
                },
              },
            ],
          },
          'page',
        ),
      ),
    ).toEqual(['page group_feed group_feed 1/2']);
  });

  it('keeps a known event of an object without messaging as a change of its field', () => {
    expect(reported(entry({ changes: [{ field: 'messages', value: event }] }, 'user'))).toEqual([
      'user messages messages 1/2',
    ]);
  });
});
