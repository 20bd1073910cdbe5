import { describe, expect, it } from '@jest/globals';
import type { Change } from '../../../../src/pipeline/change/change.ts';
import { toSplit } from '../../../support/builders/expected.ts';

const metadata = { display_phone_number: '15550100071', phone_number_id: '106' };
const odile = { wa_id: '15550100001', profile: { name: 'Odile' } };
const paul = { wa_id: '15550100002', profile: { name: 'Paul' } };
const bsuid = { user_id: 'FR.1', profile: { name: 'Fanny' } };

function whatsapp(field: string, value: object): readonly Change[] {
  return toSplit({
    object: 'whatsapp_business_account',
    entry: [{ id: '102', changes: [{ field, value: { messaging_product: 'whatsapp', metadata, ...value } }] }],
  });
}

function findContacts({ value }: Change): unknown {
  return (value as { contacts?: unknown }).contacts;
}

describe('a WhatsApp value', () => {
  it('becomes one change per message, each with the metadata and that one message', () => {
    const [first, second] = whatsapp('messages', { messages: [{ id: 'a' }, { id: 'b' }] });
    expect(first!.value).toEqual({ messaging_product: 'whatsapp', metadata, messages: [{ id: 'a' }] });
    expect(second!.value).toEqual({ messaging_product: 'whatsapp', metadata, messages: [{ id: 'b' }] });
  });

  it('becomes changes of several kinds where it has several lists', () => {
    const changes = whatsapp('messages', {
      statuses: [{ id: 's', status: 'read', recipient_id: '1' }],
      messages: [{ id: 'a' }],
      errors: [{ code: 1 }],
    });
    expect(changes.map(({ kind }) => kind).sort()).toEqual(['message', 'status']);
    for (const { value } of changes) expect(value).toHaveProperty('errors');
  });

  it('keeps a call and its status under the field calls', () => {
    const changes = whatsapp('calls', {
      calls: [{ id: 'c', event: 'connect' }],
      statuses: [{ id: 'c', status: 'RINGING', recipient_id: '1' }],
    });
    expect(changes.map(({ field, kind }) => `${field} ${kind}`).sort()).toEqual(['calls call', 'calls status']);
  });

  it('splits a known list under a field that nobody knows', () => {
    expect(
      whatsapp('new_field', { messages: [{ id: 'a' }, { id: 'b' }] }).map(({ field, kind }) => `${field} ${kind}`),
    ).toEqual(['new_field message', 'new_field message']);
  });

  it('stays whole where it has no list', () => {
    const changes = whatsapp('messages', { errors: [{ code: 1 }] });
    expect(changes.map(({ kind, identity }) => [kind, identity.weak])).toEqual([['errors', true]]);
    expect(whatsapp('messages', { messages: [] }).map(({ kind }) => kind)).toEqual(['messages']);
  });

  it('is told by the phone number, or by the account where it names none', () => {
    expect(whatsapp('messages', { messages: [{ id: 'a' }] })[0]!.identity.scope).toBe('106');
    expect(whatsapp('messages', { metadata: null, messages: [{ id: 'a' }] })[0]!.identity.scope).toBe('102');
  });

  it.each([
    {
      rule: 'the contact that it names',
      contacts: [odile, paul],
      messages: [
        { id: 'a', from: '15550100001' },
        { id: 'b', from: '15550100002' },
      ],
      want: [[odile], [paul]],
    },
    {
      rule: 'a contact without a phone number',
      contacts: [odile, bsuid],
      messages: [
        { id: 'a', from: '15550100001' },
        { id: 'b', from_user_id: 'FR.1' },
      ],
      want: [[odile], [bsuid]],
    },
    {
      rule: "nobody else's contact, but for the first, which gets those that no element names",
      contacts: [odile, paul],
      messages: [{ id: 'a', from: '15550100001' }, { id: 'b' }],
      want: [[odile, paul], []],
    },
    {
      rule: 'a contact by its user id before one by its number',
      contacts: [{ ...odile, user_id: 'FR.2' }, bsuid],
      messages: [
        { id: 'a', from: '15550100001', from_user_id: 'FR.1' },
        { id: 'b', from_user_id: 'FR.2' },
      ],
      want: [[bsuid], [{ ...odile, user_id: 'FR.2' }]],
    },
    {
      rule: 'no contact for an empty text',
      contacts: [
        { wa_id: '', user_id: 'FR.1' },
        { wa_id: '', user_id: 'FR.2' },
      ],
      messages: [
        { id: 'a', from: '', from_user_id: 'FR.1' },
        { id: 'b', from: '', from_user_id: 'FR.2' },
      ],
      want: [[{ wa_id: '', user_id: 'FR.1' }], [{ wa_id: '', user_id: 'FR.2' }]],
    },
    {
      rule: 'each contact once',
      contacts: [odile],
      messages: [
        { id: 'a', from: '15550100001', to: '15550100001' },
        { id: 'b', from: '15550100001' },
      ],
      want: [[odile], [odile]],
    },
    {
      rule: 'the first of the contacts with one id; the others go to the first element',
      contacts: [odile, { ...odile, profile: { name: 'Other' } }],
      messages: [
        { id: 'a', from: '9' },
        { id: 'b', from: '15550100001' },
      ],
      want: [[{ ...odile, profile: { name: 'Other' } }], [odile]],
    },
    {
      rule: 'all contacts where there is one element',
      contacts: [odile, paul],
      messages: [{ id: 'a', from: '9' }],
      want: [[odile, paul]],
    },
    {
      rule: 'no contacts where there are none',
      contacts: undefined,
      messages: [{ id: 'a' }, { id: 'b' }],
      want: [undefined, undefined],
    },
    {
      rule: 'what stands in place of the contacts',
      contacts: 'odd',
      messages: [{ id: 'a' }, { id: 'b' }],
      want: ['odd', 'odd'],
    },
  ])('gives each element $rule', ({ contacts, messages, want }) => {
    expect(whatsapp('messages', { contacts, messages }).map(findContacts)).toEqual(want);
  });

  it.each([
    { rule: 'the receiver of an echo', member: 'message_echoes', element: { id: 'b', to: '15550100002' } },
    {
      rule: 'the receiver of an echo inside its request',
      member: 'message_echoes',
      element: { id: 'b', message: { to: '15550100002' } },
    },
    {
      rule: 'the participant of a group, as one reference spells it',
      member: 'statuses',
      element: { id: 'b', status: 'read', recipient_id: 'group', recipient_participant_id: '15550100002' },
    },
    {
      rule: 'the participant of a group, as another spells it',
      member: 'statuses',
      element: { id: 'b', status: 'read', recipient_id: 'group', participant_recipient_id: '15550100002' },
    },
    {
      rule: 'whoever was added to a group',
      member: 'groups',
      element: { group_id: 'g', timestamp: '1', added_participants: [{ wa_id: '15550100002' }] },
    },
  ])('finds the contact of $rule', ({ member, element }) => {
    const [, second] = whatsapp('any', { contacts: [odile, paul], [member]: [{ id: 'a', status: 'read' }, element] });
    expect(findContacts(second!)).toEqual([paul]);
  });

  it('takes an object where a list is due as its only element', () => {
    const [change] = whatsapp('messages', { contacts: odile, messages: { id: 'a', from: '15550100001' } });
    expect(change!.kind).toBe('message');
    expect(change!.value).toMatchObject({ messages: [{ id: 'a' }], contacts: [odile] });
  });

  it('splits the lists of the standby channel, which lie one level deeper, with the contacts that lie there', () => {
    const changes = whatsapp('standby', {
      standby: {
        contacts: [odile, paul],
        messages: [
          { id: 'a', from: '15550100001' },
          { id: 'b', from: '15550100002' },
        ],
      },
    });
    expect(changes.map(({ kind, identity }) => [kind, identity.field])).toEqual([
      ['standby.message', 'standby'],
      ['standby.message', 'standby'],
    ]);
    expect(changes.map(({ value }) => value)).toEqual([
      {
        messaging_product: 'whatsapp',
        metadata,
        standby: { contacts: [odile], messages: [{ id: 'a', from: '15550100001' }] },
      },
      {
        messaging_product: 'whatsapp',
        metadata,
        standby: { contacts: [paul], messages: [{ id: 'b', from: '15550100002' }] },
      },
    ]);
  });

  it('tells errors alone as errors under any field, but not a flow, which has errors beside what it tells', () => {
    expect(whatsapp('any_field', { errors: [{ code: 1 }] })[0]!.kind).toBe('errors');
    expect(whatsapp('flows', { event: 'ENDPOINT_ERROR_RATE', errors: [] })[0]!.kind).toBe('flows');
  });

  it('takes an element that is no object as a weak change of its kind', () => {
    const [change] = whatsapp('messages', { messages: ['odd'] });
    expect([change!.kind, change!.identity.weak]).toEqual(['message', true]);
  });

  it('tells an edit of history media from the chunk', () => {
    expect(whatsapp('history', { messages: [{ id: 'a' }] }).map(({ kind }) => kind)).toEqual(['message']);
  });
});
