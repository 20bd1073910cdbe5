import { describe, expect, it } from '@jest/globals';
import { SENT_AT } from '../../../src/catalog/entry.ts';
import { idList, ruleOf } from '../../../src/catalog/rule.ts';
import { digest } from '../../../src/change/canonical-json.ts';
import type { Json } from '../../../src/change/json.ts';

function membersOf(words: string, value: Json, verb?: string): unknown[] {
  return [...ruleOf(words)({ entryId: '1', verb, value })];
}

describe('an identity in words', () => {
  it.each([
    { rule: 'a name reads the member', words: 'id, from.id', value: { id: 7, from: { id: 'x' } }, want: ['7', 'x'] },
    { rule: 'a missing member is undefined', words: 'id, from.id', value: { id: '7' }, want: ['7', undefined] },
    { rule: 'an empty id identifies nothing', words: 'id', value: { id: '' }, want: [undefined] },
    { rule: 'an object is no id', words: 'id', value: { id: {} }, want: [undefined] },
    { rule: 'a question mark allows a member to be missing', words: 'id?, a.b?', value: null, want: ['', ''] },
    { rule: 'or takes the first that is there', words: 'a or b or c', value: { b: '', c: 'x' }, want: ['x'] },
    { rule: 'or finds nothing where nothing is', words: 'a or b', value: {}, want: [undefined] },
    { rule: 'entry.time is the time of sending', words: 'a or entry.time', value: {}, want: [SENT_AT] },
    { rule: 'quoted words stand for themselves', words: "'media', id", value: { id: '1' }, want: ['media', '1'] },
    { rule: 'else takes the second where the first is not complete', words: 'a, b; else c', value: { a: '1', c: '2' }, want: ['2'] },
    { rule: 'else is left where the first is complete', words: 'a; else c', value: { a: '1', c: '2' }, want: ['1'] },
    { rule: 'digest(member) hides the text', words: 'digest(code)', value: { code: 's' }, want: [digest('s')] },
    { rule: 'digest(value) is of all', words: 'digest(value)', value: [1], want: [digest([1])] },
    { rule: 'a digest of nothing is missing', words: 'digest(code), digest(none)?', value: { code: null }, want: [undefined, ''] },
    { rule: 'sorted(list) forgets the order', words: 'sorted(ids)', value: { ids: ['b', 1, 'a'] }, want: ['1,a,b'] },
    { rule: 'no list is missing', words: 'sorted(ids)?', value: { ids: 'a' }, want: [''] },
  ])('$rule', ({ words, value, want }) => {
    expect(membersOf(words, value)).toEqual(want);
  });

  it('reads the verb of the change', () => {
    expect(membersOf('verb', {}, 'add')).toEqual(['add']);
  });

  it('counts a verb beside a weak value, for the value does not hold it', () => {
    const value = { verb: 'x' };
    expect(membersOf('digest(value), entry.time', value, 'add')).toEqual(['add', digest(value), SENT_AT]);
    expect(membersOf('digest(value), entry.time', value, 'x')).toEqual([digest(value), SENT_AT]);
  });
});

describe('a list of ids', () => {
  it.each([
    { rule: 'is empty for an empty list', list: [], want: '' },
    { rule: 'tells an empty id from an empty list', list: [''], want: '\\' },
    { rule: 'escapes commas and backslashes', list: ['a,b', '\\'], want: '\\\\,a\\,b' },
    { rule: 'is none where an element is no id', list: ['a', {}], want: undefined },
    { rule: 'is none where there is no list', list: undefined, want: undefined },
  ])('$rule', ({ list, want }) => {
    expect(idList(list)).toBe(want);
  });
});
