import { stripVTControlCharacters } from 'node:util';
import { expect, it } from '@jest/globals';
import { graphCommandOfSuite } from '../support/harness/graph-command-under-test.ts';
import { IDS, SECRETS } from '../support/harness/graph-under-test.ts';
import { itOnTerminal, runOnTerminal } from '../support/harness/on-terminal.ts';
import { startReceiverCommand } from '../support/harness/run-receiver.ts';

const LIST = ['accounts', 'list', 'whatsapp', IDS.waba];

const command = graphCommandOfSuite();

async function onTerminal(keys: string): Promise<{ readonly code: number | null; readonly shown: string }> {
  const typed = { after: 'Access token', keys };
  const { code, raw } = await runOnTerminal(LIST, { env: command.env, columns: 80, typed });
  return { code, shown: raw };
}

itOnTerminal('a token that is typed is not shown, nor is there a key that shows it', async () => {
  // Ctrl-T, amid the token, would make this prompt show what was typed.
  const { code, shown } = await onTerminal(`${SECRETS.system.slice(0, 20)}\u0014${SECRETS.system.slice(20)}\r`);
  expect([code, command.graph.calls.map(({ as }) => as)]).toEqual([0, ['the system']]);
  expect(shown).toContain(`whatsapp  ${IDS.waba}`);
  for (let at = 0; at + 8 <= SECRETS.system.length; at += 1)
    expect(shown).not.toContain(SECRETS.system.slice(at, at + 8));
  expect(shown).not.toContain('***');
  expect(shown).toContain(`Received ${SECRETS.system.length} characters.`);
});

itOnTerminal('Ctrl-C at the question ends the command, and shows nothing of what was typed', async () => {
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
