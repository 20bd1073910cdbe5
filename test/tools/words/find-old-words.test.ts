import { expect, it } from '@jest/globals';
import { findOldWords } from '../../../tools/words/find-old-words.ts';

it.each([
  { rule: 'a metric', text: "metrics.add('BusRefused', 1)", found: 'BusRefused', line: 1 },
  { rule: 'an error code', text: 'a\nthrow new CliError("TOKEN_ABSENT")', found: 'TOKEN_ABSENT', line: 2 },
  { rule: 'a key of the configuration', text: '{ "silenceHours": 24 }', found: 'silenceHours', line: 1 },
  { rule: 'part of a name', text: 'class RoadMetrics {}', found: 'RoadMetrics', line: 1 },
  { rule: 'prose, in any case', text: '// Mend the cause.', found: 'Mend', line: 1 },
  { rule: 'British spelling', text: "const colour = 'red';", found: 'colour', line: 1 },
  { rule: 'a curly apostrophe', text: 'the app’s secret', found: '’', line: 1 },
])('$rule is found, with its line', ({ text, found, line }) => {
  expect(findOldWords(text)).toEqual([{ line, found, use: expect.any(String) }]);
});

it.each(['the words of the field: color, synthesize', 'a commend', 'See https://example.com/behaviour/mend', 'broad'])(
  '"%s" passes',
  (text) => {
    expect(findOldWords(text)).toEqual([]);
  },
);
