import { describe, expect, it } from '@jest/globals';
import { findOldWords } from '../../../tools/words/find-old-words.ts';
import { hintsIn, listHints } from '../../support/hints/list-hints.ts';

const FOUND = listHints(['src', 'cli', 'lib', 'local', 'lambdas']);
/** The verbs with which our hints say what to do. */
const VERBS =
  'Add|Ask|Call|Change|Check|Choose|Compare|Copy|Correct|Create|Deploy|Do|Enter|Export|Extend|Find|Follow|Get|Give|' +
  'Grant|Import|Inspect|Install|Join|Keep|Leave|List|Look|Make|Move|Open|Pass|Read|Remove|Renew|Repair|Replace|Reply|Report|' +
  'Request|Restore|Run|See|Select|Send|Serve|Set|Sign|Start|Stop|Store|Subscribe|Try|Type|Update|Use|Wait|Watch|Write';
/** A sentence that says what to do: `Check …`, `Did you mean …?` or `If it persists, check …`. */
const ACTION = new RegExp(`^(?:${VERBS})\\b|^Did you mean |^(?:If|To|On) [^,]+, (?:${VERBS.toLowerCase()})\\b|\`npx `);
/** Parts that are known only at run time, in front: a name, or a sentence that says what to do. */
const PARTS = /^(?:… ?)+/;

const sentencesOf = (hint: string): string[] => hint.replace(PARTS, '').split(/(?<=[.?:]) +/);

/** Only parts that are known at run time: nothing can be said about them. */
const isUnknown = ([first = '']: readonly string[]): boolean => first === '' || first === '.' || first.startsWith('. ');
const isAction = (sentence: string): boolean => ACTION.test(sentence);

interface Rule {
  readonly problem: string;
  readonly breaks: (hint: string, message: string | undefined, sentences: readonly string[]) => boolean;
}

const RULES: readonly Rule[] = [
  { problem: 'is empty', breaks: (hint, message) => hint === '' || message === '' },
  { problem: 'repeats the message', breaks: (hint, message) => hint === message },
  {
    problem: 'does not say what to do',
    breaks: (_hint, _message, sentences) => !isUnknown(sentences) && !sentences.some(isAction),
  },
  {
    problem: 'does not start with what to do',
    breaks: (_hint, message, sentences) =>
      message !== undefined && !isUnknown(sentences) && !isAction(sentences[0] ?? ''),
  },
  { problem: 'does not end as a sentence', breaks: (hint) => !/[.?}…]$/.test(hint) },
  { problem: 'has a word that the project replaced', breaks: (hint) => findOldWords(hint).length > 0 },
];

function problemsOf(hint: string, message: string | undefined): string[] {
  const sentences = sentencesOf(hint);
  return RULES.filter(({ breaks }) => breaks(hint, message, sentences)).map(({ problem }) => problem);
}

/** In parts, because no file may have it. */
const HOME_MADE = ['Me', 'nd'].join('');

describe('the hint of every error', () => {
  it('is found: there are as many as errors that are thrown, about', () => {
    expect(FOUND.length).toBeGreaterThan(230);
  });

  it.each([
    { rule: 'an error of the local run', file: 'local/listen.ts', hint: 'Stop the program that uses it' },
    { rule: "a finding of doctor's", file: 'cli/commands/doctor/stack-check.ts', hint: 'Run `npx cdk deploy' },
    { rule: 'a member of a table', file: 'cli/meta/challenge.ts', hint: 'Compare the callback URL with the output' },
    { rule: 'a table of hints', file: 'cli/commands/doctor/certificate-check.ts', hint: 'Renew the certificate' },
    { rule: 'a constant', file: 'local/settings.ts', hint: 'Use a whole number from 1 to …, or 0' },
  ])('that is $rule is found too', ({ file, hint }) => {
    const found = FOUND.filter(({ place }) => place.startsWith(`${file}:`)).map((one) => one.hint);
    expect(found).toContainEqual(expect.stringContaining(hint));
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
    { rule: 'a home-made word', source: `({ message: 'a', hint: '${HOME_MADE} the secret.' })` },
    { rule: 'one of two hints without what to do', source: "({ hint: x ? 'Check it.' : `${y} is none.` })" },
    {
      rule: 'an error with only a code and a cause',
      source: "new AppError('GONE', 'The object ' + name + ' is gone.')",
    },
    { rule: 'a finding that only says more of what is wrong', source: "failed('it is late', 'It should be faster.')" },
    { rule: 'a finding in a constant', source: "const hint = 'It is gone.'; failed('a', hint);" },
    {
      rule: 'an entry of a table',
      source: "const T = { A: 'Check it.', B: 'It is gone.' }; const hint = T[code]; failed('a', hint);",
    },
    { rule: 'a setting without what to do', source: "new SettingError('it is 0', 'It must be 1.')" },
  ])('a planted fault is found: $rule', ({ source }) => {
    const problems = hintsIn('planted.ts', source).flatMap(({ hint, message }) => problemsOf(hint, message));
    expect(problems).not.toEqual([]);
  });
});
