import { stripVTControlCharacters } from 'node:util';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { startGraphCommandUnderTest, type GraphCommandUnderTest } from '../support/harness/graph-command-under-test.ts';
import { IDS, SECRETS } from '../support/harness/graph-under-test.ts';
import { startReceiverCommand } from '../support/harness/run-receiver.ts';

/**
 * Runs a command on a terminal of its own, types a line as soon as the question is there, and writes all that the
 * terminal then shows. What to type comes by the environment, so that no argument holds it.
 */
const TERMINAL = `
import os, pty, sys
typed = os.environ.pop("TYPED").encode()
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
shown, answered = b"", False
while True:
    try:
        more = os.read(terminal, 4096)
    except OSError:
        break
    if not more:
        break
    shown += more
    if not answered and b"Access token" in shown:
        answered = True
        os.write(terminal, typed)
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

/**
 * Node cannot open a pseudo-terminal; Python 3.9 can, and the deploy tests need it too. Only a developer's machine may
 * be without it: in the CI a missing Python fails the tests.
 */
const hasPython = spawnSync('python3', ['-c', 'import os, pty; os.waitstatus_to_exitcode']).status === 0;
const withTerminal = hasPython || process.env['CI'] !== undefined ? it : it.skip;
const LIST = ['accounts', 'list', 'whatsapp', IDS.waba];

let command: GraphCommandUnderTest;
beforeAll(async () => {
  command = await startGraphCommandUnderTest();
});
beforeEach(() => {
  command.reset();
});
afterAll(async () => {
  await command.stop();
});

async function onTerminal(typed: string): Promise<{ readonly code: number | null; readonly shown: string }> {
  const bin = join(import.meta.dirname, '../../bin/meta-webhooks.ts');
  const child = spawn('python3', ['-c', TERMINAL, process.execPath, bin, ...LIST], {
    env: { ...command.env, TERM: 'xterm', TYPED: typed },
  });
  const [[code], shown] = (await Promise.all([once(child, 'close'), text(child.stdout)])) as [[number | null], string];
  return { code, shown };
}

withTerminal('a token that is typed is not shown, nor is there a key that shows it', async () => {
  // Ctrl-T, amid the token, would make this prompt show what was typed.
  const { code, shown } = await onTerminal(`${SECRETS.system.slice(0, 20)}\u0014${SECRETS.system.slice(20)}\r`);
  expect([code, command.graph.calls.map(({ as }) => as)]).toEqual([0, ['the system']]);
  expect(shown).toContain(`whatsapp  ${IDS.waba}`);
  for (let at = 0; at + 8 <= SECRETS.system.length; at += 1)
    expect(shown).not.toContain(SECRETS.system.slice(at, at + 8));
  expect(shown).not.toContain('***');
  expect(shown).toContain(`Received ${SECRETS.system.length} characters.`);
});

withTerminal('Ctrl-C at the question ends the command, and shows nothing of what was typed', async () => {
  const { code, shown } = await onTerminal(`${SECRETS.system.slice(0, 12)}\u0003`);
  expect([code, command.graph.calls]).toEqual([1, []]);
  expect(stripVTControlCharacters(shown)).toContain('error INTERRUPTED: interrupted');
  expect(shown).not.toContain(SECRETS.system.slice(0, 4));
});

it('where there is no terminal nobody is asked', async () => {
  const { code, stdout, stderr } = await startReceiverCommand(LIST, { env: command.env }).result;
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^error NO_TERMINAL: [^\n]+\nhint: [^\n]+\n$/);
});
