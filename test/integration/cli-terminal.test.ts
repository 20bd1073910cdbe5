import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  hasStyle,
  itOnTerminal,
  keepCapture,
  lastScreen,
  linesWiderThan,
  runOnTerminal,
  toLines,
  wordsOf,
  type Capture,
} from '../support/harness/on-terminal.ts';
import { startOperator, type OperatorUnderTest } from '../support/harness/operator-under-test.ts';
import { toEnvironment } from '../support/harness/run-receiver.ts';
import { commentsBody } from '../support/builders/meta.ts';

let operator: OperatorUnderTest;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  operator = await startOperator();
  env = toEnvironment(operator.command.cloud.url);
  const { receiver } = operator.command;
  for (const id of ['1', '2', '3']) await receiver.post(commentsBody([`17960000000000${id}`, `17961000000000${id}`]));
  await receiver.drain();
  await operator.command.deadLetter('{"object":"instagram"}', {
    deliveryId: '019b7600-0000-7000-8000-0000abcdef01',
    app: 'meta',
    receivedAt: '2026-01-31T12:00:05.123Z',
    encoding: 'text',
  });
  await operator.command.deadLetter('not of ours', { deliveryId: '019b7600-0000-7000-8000-0000abcdef02' });
});
afterAll(async () => {
  await operator.stop();
});

/** What the command writes on a terminal on which nothing needs to be wrapped. */
async function runWide(args: readonly string[]): Promise<Pick<Capture, 'lines'>> {
  const ports = { outIsTerminal: true, errIsTerminal: true, columns: () => 1_000 };
  const { stdout, stderr } = await operator.run(args, { env: { NO_COLOR: '1' }, ports });
  return toLines(stdout + stderr);
}

describe('on a terminal of 80 columns', () => {
  itOnTerminal.each([
    { args: ['doctor', '--no-round-trip'], code: 1 },
    { args: ['listen', '--for', '2s'], code: 0 },
    { args: ['archive', 'list', '--from', '1h'], code: 0 },
    { args: ['send', '--list', 'whatsapp'], code: 0 },
    { args: ['dead-letters', 'list'], code: 0 },
    { args: ['dead-letters', 'redrive', '--dry-run'], code: 0 },
    { args: ['send', 'instagram.comment'], code: 2 },
    { args: ['send', 'instagram.comments', '--sign', 'wrong'], code: 0 },
  ])('$args has colors, no line that is too wide and no broken word', async ({ args, code }) => {
    const shown = await runOnTerminal(args, { env, columns: 80 });
    keepCapture(args, shown);
    expect(shown.code).toBe(code);
    expect(linesWiderThan(80, shown)).toEqual([]);
    expect(wordsOf(shown)).toEqual(wordsOf(await runWide(args)));
    expect(hasStyle(shown)).toBe(true);
  });

  itOnTerminal('there is no color with NO_COLOR', async () => {
    const shown = await runOnTerminal(['send', 'instagram.comment'], { env: { ...env, NO_COLOR: '1' }, columns: 80 });
    expect([shown.code, hasStyle(shown)]).toEqual([2, false]);
  });
});

describe('the checks themselves find', () => {
  it('a word that the terminal broke', () => {
    const whole = { lines: ['check the archive'] };
    expect(wordsOf({ lines: ['check the arc', 'hive'] })).not.toEqual(wordsOf(whole));
    expect(wordsOf({ lines: ['check the', 'archive'] })).toEqual(wordsOf(whole));
  });

  it('a progress line that is too wide, although it is overwritten', () => {
    const raw = `\r\u001b[K${'x'.repeat(81)}\r\u001b[Kdone\r\n`;
    expect(linesWiderThan(80, { raw })).toHaveLength(1);
    expect(toLines(raw).lines).toEqual(['done', '']);
  });

  it('a result that 39 lines pushed off the screen of 40 rows', () => {
    const lines = (after: number): string[] => ['the result', ...Array<string>(after).fill('a step'), ''];
    expect(lastScreen({ lines: lines(38) })).toContain('the result');
    expect(lastScreen({ lines: lines(39) })).not.toContain('the result');
  });
});
