import { describe, expect, it } from '@jest/globals';
import { logQuery } from '../../../../cli/commands/dead-letters/log-query.ts';

const ID = '019b7600-0000-7000-8000-000000000001';
const OTHER = '019b7600-0000-7000-8000-000000000002';
const SINCE = Date.UTC(2026, 0, 31, 12);

describe('the query for the log', () => {
  it('finds every line about the delivery, from before it was received', () => {
    const { document } = logQuery([ID], ['ingress', 'worker'], SINCE);
    expect(document.query).toContain(`| filter deliveryId in ["${ID}"]`);
    expect(document.startTime).toBe('2026-01-31T11:59:00.000Z');
  });

  it('can be pasted into a shell', () => {
    const command = logQuery([ID, OTHER], ['a-log', 'b-log'], SINCE).lines.join('\n');
    expect(command).toContain(
      `--start-time ${Date.UTC(2026, 0, 31, 11, 59) / 1000} --end-time $(date +%s) --log-group-names 'a-log' 'b-log'`,
    );
    expect(command).toContain(`--query-string 'fields @timestamp,`);
    expect(command).toContain(`in ["${ID}", "${OTHER}"]`);
  });

  it.each([`'; touch /tmp/x; '`, '"] | limit 0', 'message:019b7600-0000-7000-8000-000000000001'])(
    'has no id that another sender chose, such as %s, but all errors',
    (id) => {
      const { document, lines } = logQuery([id], ['a-log'], SINCE);
      expect(document.query).toContain('| filter level = "ERROR"');
      expect(lines.join('\n')).not.toContain(id);
      expect(logQuery([ID, id], [], SINCE).document.query).toContain(`| filter deliveryId in ["${ID}"]`);
    },
  );

  it('says where to look when the log groups are not known', () => {
    expect(logQuery([ID], [], SINCE).lines.join('\n')).toContain('<the log groups of ingress and worker>');
  });
});
