import { describe, expect, it } from '@jest/globals';
import { formatTable } from '../../../cli/terminal/table.ts';
import { createScreen, PLAIN, type Screen } from '../../../local/terminal/screen.ts';
import { red } from '../../../local/terminal/text.ts';

const screen = (wide = false, environment: Record<string, string> = { NO_COLOR: '1' }): Screen =>
  createScreen({ isTerminal: true, readColumns: () => 80, environment, wide });

const FIELDS = 'comments, live_comments, mentions, message_reactions, messages, messaging_postbacks, story_insights';
const SUBSCRIPTIONS = [['instagram', 'active', FIELDS]];
const HEADER = ['OBJECT', 'STATE', { title: 'FIELDS', wraps: true as const }];

describe('on a terminal of 80 columns', () => {
  it('a column that wraps is as wide as is left, and breaks between words', () => {
    expect(formatTable(HEADER, SUBSCRIPTIONS, screen())).toEqual([
      'OBJECT     STATE   FIELDS',
      'instagram  active  comments, live_comments, mentions, message_reactions,',
      '                   messages, messaging_postbacks, story_insights',
    ]);
  });

  it('the widest of the other columns is cut', () => {
    const rows = [['a'.repeat(60), 'b'.repeat(30), 1]];
    const [, row = ''] = formatTable(['FIRST', 'SECOND', 'N'], rows, screen());
    expect([row.length, row]).toEqual([80, `${'a'.repeat(44)}…  ${'b'.repeat(30)}  1`]);
  });

  it('a name that people copy stays whole: if it is too wide, the rest of its row follows below', () => {
    const header = [{ title: 'NAME', isWhole: true as const }, 'ID', { title: 'TEXT', wraps: true as const }];
    const rows = [
      ['n'.repeat(57), 'weak', 'one two three four five six seven'],
      ['short', '', 'text'],
    ];
    expect(formatTable(header, rows, screen())).toEqual([
      `NAME${' '.repeat(46)}ID    TEXT`,
      'n'.repeat(57),
      `${' '.repeat(50)}weak  one two three four five`,
      `${' '.repeat(56)}six seven`,
      `short${' '.repeat(51)}text`,
    ]);
  });

  it('numbers are never cut', () => {
    const rows = [['a'.repeat(90), 1_234_567]];
    expect(formatTable(['TEXT', 'NUMBER'], rows, screen()).map((line) => line.slice(-9))).toEqual([
      '   NUMBER',
      '1,234,567',
    ]);
  });

  it('a table that fits is as in a file', () => {
    const rows = [['x', 1]];
    expect(formatTable(['A', 'N'], rows, screen())).toEqual(formatTable(['A', 'N'], rows, PLAIN));
  });

  it('a colored cell is as wide as without color', () => {
    const rows = [
      [red('failed'), 'x'],
      ['ok', 'y'],
    ];
    const colored = formatTable(['STATUS', 'WHAT'], rows, screen(false, {}));
    expect(colored[1]).toBe('\u001b[31mfailed\u001b[39m  x');
    // eslint-disable-next-line no-control-regex -- the codes of ECMA-48 begin with a control character
    expect(colored.map((line) => line.replace(/\u001b\[\d+m/g, ''))).toEqual(
      formatTable(['STATUS', 'WHAT'], rows, PLAIN),
    );
  });
});

it.each([
  { rule: 'with --wide', on: screen(true) },
  { rule: 'in a pipe', on: PLAIN },
])('nothing is cut or wrapped $rule', ({ on }) => {
  expect(formatTable(HEADER, SUBSCRIPTIONS, on)[1]).toBe(`instagram  active  ${FIELDS}`);
});
