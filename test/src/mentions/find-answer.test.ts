import { describe, expect, it } from '@jest/globals';
import { findAnswer, fingerprint } from '../../../src/mentions/find-answer.ts';

const TRIED = Date.parse('2026-11-22T12:00:00Z');
const sought = { fingerprint: fingerprint('Thank you, @keldo!'), triedAtMs: TRIED };
const others = { id: '1', text: 'nice', username: 'somebody', atMs: TRIED + 1_000 };
const ours = { id: '2', text: 'Thank you, keldo!', username: 'Brand', atMs: TRIED + 1_000 };
const list = (comments: readonly object[], over: object = {}) => ({
  comments: comments as (typeof ours)[],
  complete: true,
  ownUsername: 'brand',
  ...over,
});

describe('a look for an answer', () => {
  it.each([
    {
      rule: 'finds it among others, by name and text, without the @ that Meta leaves out',
      seen: list([others, ours]),
      want: { madeAs: '2' },
    },
    {
      rule: 'finds it though not everything is to be seen',
      seen: list([ours], { complete: false }),
      want: { madeAs: '2' },
    },
    {
      rule: "finds it though Meta's clock is some minutes behind",
      seen: list([{ ...ours, atMs: TRIED - 4 * 60_000 }]),
      want: { madeAs: '2' },
    },
    { rule: 'finds it though Meta gave no time', seen: list([{ ...ours, atMs: undefined }]), want: { madeAs: '2' } },
    { rule: 'says absent where everything since is by others', seen: list([others]), want: 'absent' },
    { rule: 'says absent where nothing was written', seen: list([]), want: 'absent' },
    {
      rule: "does not mind the account's older comments",
      seen: list([{ ...ours, atMs: TRIED - 6 * 60_000 }]),
      want: 'absent',
    },
    { rule: 'is not sure where something may be missing', seen: list([others], { complete: false }), want: 'unclear' },
    {
      rule: 'is not sure where somebody has no name',
      seen: list([{ ...others, username: undefined }]),
      want: 'unclear',
    },
    {
      rule: 'is not sure where our own name is not known',
      seen: list([ours], { ownUsername: undefined }),
      want: 'unclear',
    },
    {
      rule: 'is not sure where the account wrote something else',
      seen: list([{ ...ours, text: 'Thanks!' }]),
      want: 'unclear',
    },
    {
      rule: 'is not sure where the attempt was remembered by an earlier version',
      seen: list([ours]),
      at: { ...sought, fingerprint: sought.fingerprint.slice(2) },
      want: 'unclear',
    },
    { rule: "does not take another's same words for it", seen: list([{ ...ours, username: 'ape' }]), want: 'absent' },
  ])('$rule', ({ seen, at = sought, want }) => {
    expect(findAnswer(seen, at)).toEqual(want);
  });
});
