import { expect, it } from '@jest/globals';
import { readableLine } from '../../local/console-log.ts';
import { createScreen } from '../../local/terminal/screen.ts';

const AT = new Date('2026-01-31T12:00:05.123Z');
const FIELDS = {
  event: 'whatsapp_business_account.messages',
  kind: 'message',
  entryId: '102290129340398',
  id: '3f1c9a7e'.padEnd(64, '0'),
};
const terminal = createScreen({ isTerminal: true, readColumns: () => 80, environment: { NO_COLOR: '1' } });

it('in a file, a step is one line with the whole id and milliseconds', () => {
  expect(readableLine({ at: AT, message: 'event', fields: FIELDS })).toBe(
    `12:00:05.123  event  event=whatsapp_business_account.messages  kind=message  entryId=102290129340398  id=${FIELDS.id}`,
  );
});

it('on a terminal, a step is short and is wrapped between fields', () => {
  expect(readableLine({ at: AT, message: 'event', fields: FIELDS }, terminal).split('\n')).toEqual([
    '12:00:05  event  event=whatsapp_business_account.messages  kind=message',
    '          entryId=102290129340398  id=3f1c9a7e',
  ]);
});

it('a payload cannot bring its own control characters', () => {
  expect(readableLine({ at: AT, message: 'x', fields: { kind: 'a\u001b[2Jb\nc' } }, terminal)).toBe(
    '12:00:05  x  kind=a?[2Jb?c',
  );
});
