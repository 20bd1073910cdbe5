import { describe, expect, it } from '@jest/globals';
import { unknownShapes } from '../../../src/catalog/unknown-shapes.ts';
import { EXPECTED, splitFile, toSplit } from '../../support/builders/expected.ts';

function findShapes(file: string): string[] {
  return splitFile(file).flatMap((change) => unknownShapes(change).map(({ what, name }) => `${what} ${name}`));
}

describe('the shape watch', () => {
  it.each([
    { file: 'edge/unknown-object.json', want: ['object holo_space'] },
    { file: 'edge/unknown-field.json', want: ['field page.quantum_feed'] },
    { file: 'edge/unknown-messaging-event.json', want: ['field page.hologram'] },
    { file: 'edge/entry-unknown-member.json', want: ['field page.unknown'] },
  ])('notices what is new in $file', ({ file, want }) => {
    expect(findShapes(file)).toEqual(want);
  });

  it('notices nothing in any other documented payload', () => {
    const others = EXPECTED.filter(
      ({ file }) =>
        !file.startsWith('edge/unknown') && !file.startsWith('edge/entry-unknown') && file !== 'edge/proto-keys.json',
    );
    expect(others.flatMap(({ file }) => findShapes(file).map((shape) => `${file}: ${shape}`))).toEqual([]);
  });

  it('notices a new kind of a known field', () => {
    const body = { object: 'page', entry: [{ id: '1', time: 2, standby: [{ hologram: { a: 1 } }] }] };
    expect(unknownShapes(toSplit(body)[0]!)).toEqual([{ what: 'kind', name: 'page.standby.standby.hologram' }]);
    const value = {
      object: 'whatsapp_business_account',
      entry: [{ id: '1', changes: [{ field: 'messages', value: { new_list: [1] } }] }],
    };
    expect(unknownShapes(toSplit(value)[0]!)).toEqual([
      { what: 'kind', name: 'whatsapp_business_account.messages.messages' },
    ]);
  });

  it('takes the name of a known field without a value for no new kind', () => {
    const body = { object: 'whatsapp_business_account', entry: [{ id: '1', time: 2, changed_fields: ['messages'] }] };
    expect(unknownShapes(toSplit(body)[0]!)).toEqual([]);
  });

  it('takes any name for a permission', () => {
    const body = {
      object: 'permissions',
      entry: [{ id: '1', time: 2, changes: [{ field: 'any_new_permission', value: { verb: 'granted' } }] }],
    };
    expect(unknownShapes(toSplit(body)[0]!)).toEqual([]);
  });

  it.each([
    { rule: 'cuts long names', object: 'x'.repeat(1000), want: 'x'.repeat(64) },
    { rule: 'strips what a log or a metric may stumble over', object: 'a\n"b\u0000{c}é|\ud800', want: 'abc' },
    { rule: 'names what has no name left', object: '\n', want: 'unnamed' },
  ])('$rule', ({ object, want }) => {
    expect(unknownShapes({ object, field: 'f', kind: 'f' })).toEqual([{ what: 'object', name: want }]);
  });

  it('never tells a value', () => {
    const body = {
      object: 'page',
      entry: [{ id: 'secret-id', time: 2, changes: [{ field: 'new_field', value: { secret: 'secret-value' } }] }],
    };
    expect(JSON.stringify(unknownShapes(toSplit(body)[0]!))).not.toContain('secret');
  });

  it.each(['__proto__', 'constructor', 'toString'])('is not deceived by %s', (name) => {
    expect(unknownShapes({ object: name, field: name, kind: name })).toHaveLength(1);
    expect(unknownShapes({ object: 'page', field: name, kind: name })).toHaveLength(1);
  });
});
