import { describe, expect, it } from '@jest/globals';
import { cutText, layOut, layOutBeside } from '../../../local/terminal/lay-out.ts';
import { createScreen, PLAIN, type Screen } from '../../../local/terminal/screen.ts';
import { bold, red } from '../../../local/terminal/text.ts';

// ECMA-48: Select Graphic Rendition 31 is red, 39 the default color, 1 bold, 22 neither bold nor faint.
const RED = '\u001b[31m';
const DEFAULT_COLOR = '\u001b[39m';

const terminal = (columns: number, environment: Record<string, string> = { NO_COLOR: '1' }): Screen =>
  createScreen({ isTerminal: true, readColumns: () => columns, environment });
const SENTENCE = 'Check the queue policy and the role of the function that receives deliveries.';

describe('on a terminal', () => {
  it('a line breaks between words', () => {
    expect(layOut(SENTENCE, terminal(40)).split('\n')).toEqual([
      'Check the queue policy and the role of',
      'the function that receives deliveries.',
    ]);
  });

  it('what follows a line has its indentation', () => {
    expect(layOut(`  ${SENTENCE}`, terminal(42)).split('\n')).toEqual([
      '  Check the queue policy and the role of',
      '  the function that receives deliveries.',
    ]);
  });

  it('a text beside a label starts in one column', () => {
    expect(layOutBeside('hint: ', SENTENCE, terminal(46)).split('\n')).toEqual([
      'hint: Check the queue policy and the role of',
      '      the function that receives deliveries.',
    ]);
  });

  it('a text has its own lines if the label leaves no room', () => {
    expect(layOutBeside('a label of twenty chars  ', 'Nine words, and none of them is a long one.', terminal(40))).toBe(
      'a label of twenty chars\n    Nine words, and none of them is a\n    long one.',
    );
  });

  it('a word that fits only below its label is there', () => {
    expect(
      layOutBeside('77a08aaa  2026-01-01T00:00:00Z  ', 'whatsapp_business_account.messages x1', terminal(64)),
    ).toBe('77a08aaa  2026-01-01T00:00:00Z\n    whatsapp_business_account.messages x1');
  });

  it('a word that is longer than the line stays whole', () => {
    const url = `https://hooks.example.com/${'x'.repeat(60)}`;
    expect(layOut(`Open ${url} now.`, terminal(40)).split('\n')).toEqual(['Open', url, 'now.']);
  });

  it('a color ends with the line and begins again on the next', () => {
    const [first = '', second = ''] = layOut(red(SENTENCE), terminal(40, {})).split('\n');
    expect([first.startsWith(RED), first.endsWith(DEFAULT_COLOR), second.startsWith(RED)]).toEqual([true, true, true]);
  });

  it('a color takes no columns', () => {
    expect(layOut([red('123456789 123456789'), ' 123456789 123456789'], terminal(40, {}))).not.toContain('\n');
  });

  // Each of these characters takes two columns (Unicode Standard Annex 11: East Asian Width W).
  it('wide characters take two columns', () => {
    expect(layOut('日本語日本語日本語 日本語日本語日本語 日本語', terminal(40)).split('\n')).toEqual([
      '日本語日本語日本語 日本語日本語日本語',
      '日本語',
    ]);
    expect(cutText('日本語日本語', 6)).toBe('日本…');
  });
});

it('a file or a pipe has no colors and no broken lines', () => {
  expect(layOut([bold('Next: '), SENTENCE, ' ', SENTENCE], PLAIN)).toBe(`Next: ${SENTENCE} ${SENTENCE}`);
  expect(layOutBeside(red('hint: '), SENTENCE, PLAIN)).toBe(`hint: ${SENTENCE}`);
});

describe('colors', () => {
  it.each([
    { rule: 'a terminal has colors', isTerminal: true, environment: { TERM: 'xterm-256color' }, want: true },
    { rule: 'a pipe has none', isTerminal: false, environment: { TERM: 'xterm-256color' }, want: false },
    { rule: 'NO_COLOR switches them off', isTerminal: true, environment: { NO_COLOR: '1' }, want: false },
    { rule: 'an empty NO_COLOR does nothing', isTerminal: true, environment: { NO_COLOR: '' }, want: true },
    { rule: 'FORCE_COLOR switches them on', isTerminal: false, environment: { FORCE_COLOR: '1' }, want: true },
    { rule: 'FORCE_COLOR=0 switches them off', isTerminal: true, environment: { FORCE_COLOR: '0' }, want: false },
    { rule: 'NO_COLOR comes first', isTerminal: true, environment: { NO_COLOR: '1', FORCE_COLOR: '1' }, want: false },
    { rule: 'a dumb terminal has none', isTerminal: true, environment: { TERM: 'dumb' }, want: false },
  ])('$rule', ({ isTerminal, environment, want }) => {
    expect(createScreen({ isTerminal, environment, readColumns: () => 80 }).hasColor).toBe(want);
  });
});

describe('columns', () => {
  it.each([
    { rule: 'those of the terminal', columns: 132, want: 132 },
    { rule: '80 if the terminal does not know them', columns: 0, want: 80 },
    { rule: '40 at least', columns: 7, want: 40 },
  ])('are $rule', ({ columns, want }) => {
    expect(terminal(columns).columns).toBe(want);
  });
});
