import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { startLocalRunProcess, type LocalRunProcess } from '../support/browser/local-run.ts';
import { APP_SECRET } from '../support/builders/meta.ts';
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
import { PLANTED, startOperator, type OperatorUnderTest } from '../support/harness/operator-under-test.ts';
import { toEnvironment } from '../support/harness/run-receiver.ts';

let operator: OperatorUnderTest;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  operator = await startOperator();
  env = toEnvironment(operator.command.cloud.url);
});
afterAll(async () => {
  await operator.stop();
});

/** Checks what every command keeps to on a terminal of 80 columns. */
function expectReadable(shown: Capture): void {
  expect(linesWiderThan(80, shown)).toEqual([]);
  expect(hasStyle(shown)).toBe(true);
}

describe('setup on a terminal of 80 columns and 40 rows', () => {
  itOnTerminal.each([
    { rule: 'the steps of two products', args: ['setup', '--object', 'whatsapp,page'], code: 0 },
    { rule: 'the steps of every product, which are several screens', args: ['setup', '--non-interactive'], code: 0 },
    { rule: 'a wait for an event', args: ['setup', '--object', 'instagram', '--wait', '--for', '1s'], code: 1 },
  ])('$rule: the values and the checks are on the last screen, and no word is broken', async ({ args, code }) => {
    const shown = await runOnTerminal(args, { env, columns: 80 });
    keepCapture(args, shown);
    expect(shown.code).toBe(code);
    expectReadable(shown);
    const ports = { inIsTerminal: true, outIsTerminal: true, errIsTerminal: true, columns: () => 1_000 };
    const wide = await operator.run(args, { env: { NO_COLOR: '1' }, ports });
    expect(wordsOf(shown)).toEqual(wordsOf(toLines(wide.stdout + wide.stderr)));
    const screen = lastScreen(shown);
    expect(screen).toContain(`Callback URL  ${operator.callback.url}`);
    expect(screen).toContain(`Verify Token  ${PLANTED.verifyToken}`);
    expect(screen).toContainEqual(
      expect.stringMatching(/^Checked {7}challenge in [\d,]+ ms, end-to-end check in [\d,]+ ms$/),
    );
  });

  itOnTerminal(
    'a person who chooses a product at the question has its steps and the values on the last screen',
    async () => {
      // Space chooses the first product, and Enter ends the question.
      const typed = { after: 'Which products', keys: ' \r' };
      const shown = await runOnTerminal(['setup'], { env, columns: 80, typed });
      expect(shown.code).toBe(0);
      const screen = lastScreen(shown);
      for (const line of ['Page', `Callback URL  ${operator.callback.url}`, `Verify Token  ${PLANTED.verifyToken}`])
        expect(screen).toContain(line);
      expect(screen).not.toContain('User');
    },
  );

  itOnTerminal('a failed check is on the last screen, with what to do', async () => {
    operator.callback.answerWith = { status: 404, body: '{"message":"Not Found"}' };
    const args = ['setup', '--object', 'page', '--no-round-trip'];
    const shown = await runOnTerminal(args, { env, columns: 80 });
    operator.callback.answerWith = undefined;
    keepCapture([...args, '404'], shown);
    expect(shown.code).toBe(1);
    expectReadable(shown);
    expect(lastScreen(shown)).toContainEqual(expect.stringMatching(/^✘ challenge: failed, 404/));
  });
});

describe('send --simulate-retries on a terminal of 80 columns and 40 rows', () => {
  let run: LocalRunProcess;
  beforeAll(async () => {
    run = await startLocalRunProcess();
  });
  afterAll(async () => {
    await run.stop();
  });

  itOnTerminal('the verdict is on the last screen, and no line is too wide', async () => {
    const args = ['send', 'instagram.comments', '--batch', '100', '--simulate-retries', '--seed', '7'];
    const local = ['--local', new URL(run.url).port];
    const shown = await runOnTerminal([...args, ...local], {
      env: { ...env, META_APP_SECRET: APP_SECRET },
      columns: 80,
    });
    keepCapture(args, shown);
    expect(shown.code).toBe(0);
    expectReadable(shown);
    expect(lastScreen(shown)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^sent {17}\d+ POSTs, 100 changes$/),
        'emitted              100 events',
        'missing              0',
        'twice                0',
      ]),
    );
  });
});
