import { describe, expect, it } from '@jest/globals';
import { knownFields } from '../../../src/catalog/known-fields.ts';
import { nearestNames } from '../../../src/text/nearest-names.ts';

describe('the nearest names', () => {
  it.each([
    { given: 'leedgen', want: ['leadgen'] },
    { given: 'message_reaction', want: ['message_reactions'] },
    { given: 'mesages', want: ['messages'] },
    { given: 'quantum_entanglement', want: [] },
  ])('to $given are $want', ({ given, want }) => {
    expect(nearestNames(given, knownFields('page')!.names)).toEqual(want);
  });
});
