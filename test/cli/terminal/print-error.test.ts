import { expect, it } from '@jest/globals';
import type { CliPorts } from '../../../cli/ports.ts';
import { printError } from '../../../cli/terminal/print-error.ts';

const ERROR = {
  code: 'SAMPLE_UNKNOWN',
  message: 'unknown sample instagram.comment',
  hint: 'Did you mean instagram.comments? Run `npx meta-webhooks send --list instagram` to list the samples.',
} as const;

function print(errIsTerminal: boolean, environment: Record<string, string> = {}): string {
  let written = '';
  const err = (text: string): void => void (written += text);
  printError(ERROR, { err, errIsTerminal, columns: () => 80, environment } as unknown as CliPorts);
  return written;
}

it('in a pipe, an error is two lines without colors', () => {
  expect(print(false)).toBe(`error ${ERROR.code}: ${ERROR.message}\nhint: ${ERROR.hint}\n`);
});

it('on a terminal, the hint is wrapped between words and indented', () => {
  expect(print(true, { NO_COLOR: '1' }).split('\n')).toEqual([
    'error SAMPLE_UNKNOWN: unknown sample instagram.comment',
    'hint: Did you mean instagram.comments? Run `npx meta-webhooks send --list',
    '      instagram` to list the samples.',
    '',
  ]);
});

it('on a terminal, the code is red and commands have a color', () => {
  // ECMA-48: 31 is red, 36 is cyan.
  expect(print(true)).toContain('\u001b[31merror SAMPLE_UNKNOWN\u001b[39m');
  expect(print(true)).toContain('\u001b[36m`npx meta-webhooks');
});
