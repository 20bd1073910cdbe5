import { describe, expect, it } from '@jest/globals';
import { findOldWords } from '../../../tools/words/find-old-words.ts';
import { hintsIn, listHints } from '../../support/hints/list-hints.ts';

const FOUND = listHints(['src', 'cli', 'lib', 'local', 'lambdas']);
/** The verbs with which our hints say what to do. */
const VERBS =
  'Add|Ask|Call|Change|Check|Choose|Compare|Copy|Correct|Create|Do|Enter|Export|Extend|Find|Get|Give|Grant|Import|' +
  'Inspect|Install|Join|Keep|Leave|List|Look|Make|Move|Open|Pass|Read|Remove|Replace|Reply|Report|Request|Restore|Run|' +
  'See|Select|Send|Set|Sign|Start|Stop|Store|Subscribe|Try|Type|Update|Use|Wait|Watch|Write';
/** A sentence that says what to do: `Check …`, `Did you mean …?` or `If it persists, check …`. */
const ACTION = new RegExp(`^(?:${VERBS})\\b|^Did you mean |^(?:If|To|On) [^,]+, (?:${VERBS.toLowerCase()})\\b|\`npx `);
/** Parts that are known only at run time, in front: a name, or a sentence that says what to do. */
const PARTS = /^(?:… ?)+/;

const sentencesOf = (hint: string): string[] => hint.replace(PARTS, '').split(/(?<=[.?:]) +/);

function problemsOf(hint: string, message: string | undefined): string[] {
  const sentences = sentencesOf(hint);
  const isUnknown = sentences.join('') === '' || sentences[0]?.startsWith('. ') === true;
  const [first = ''] = sentences;
  return [
    ...(hint === '' || message === '' ? ['is empty'] : []),
    ...(hint === message ? ['repeats the message'] : []),
    ...(isUnknown || sentences.some((one) => ACTION.test(one)) ? [] : ['does not say what to do']),
    ...(isUnknown || message === undefined || ACTION.test(first) ? [] : ['does not start with what to do']),
    ...(/[.?}…]$/.test(hint) ? [] : ['does not end as a sentence']),
    ...findOldWords(hint).map(({ found }) => `has the old word ${found}`),
    ...(message !== undefined && /^[A-Z][a-z]+ (?!says)[a-z]/.test(message) && message.endsWith('.')
      ? ['has a message that is a sentence']
      : []),
  ];
}

describe('the hint of every error', () => {
  it('is found: there are as many as errors that are thrown, about', () => {
    expect(FOUND.length).toBeGreaterThan(170);
  });

  it('says what to do; beside a message, first and without repeating it', () => {
    const wrong = FOUND.flatMap(({ place, hint, message }) =>
      problemsOf(hint, message).map((problem) => `${place} ${problem}: ${hint}`),
    );
    expect(wrong).toEqual([]);
  });

  it.each([
    { rule: 'only what is wrong', source: "({ message: 'no region', hint: 'No region is set.' })" },
    { rule: 'what is wrong again, then what to do', source: "({ message: 'a', hint: 'It is gone. Check it.' })" },
    { rule: 'the message as the hint', source: "({ message: 'Check it.', hint: 'Check it.' })" },
    { rule: 'nothing', source: "({ message: 'no region', hint: '' })" },
    { rule: 'no message', source: "({ message: '', hint: 'Check it.' })" },
    { rule: 'a home-made word', source: "({ message: 'a', hint: 'Check whether all is well.' })" },
    { rule: 'one of two hints without what to do', source: "({ hint: x ? 'Check it.' : `${y} is none.` })" },
    {
      rule: 'an error with only a code and a cause',
      source: "new AppError('GONE', 'The object ' + name + ' is gone.')",
    },
  ])('a planted fault is found: $rule', ({ source }) => {
    const problems = hintsIn('planted.ts', source).flatMap(({ hint, message }) => problemsOf(hint, message));
    expect(problems).not.toEqual([]);
  });
});
