import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { toHandler, toPattern } from '../../local/page/snippets.ts';
import { nextIndex } from '../../local/page/list/next-index.ts';
import { showHidden } from '../../local/page/text.ts';
import { toTree } from '../../local/page/ui/json-nodes.ts';
import { signedCurl } from '../../local/send/signed-curl.ts';

describe('a signed curl', () => {
  it.each([
    { rule: 'plain JSON', body: '{"a":"b"}' },
    { rule: 'JSON of several lines', body: '{\n  "a": 1\n}' },
    { rule: 'a quote that would end the argument', body: `{"a":"'; touch planted; '"}` },
    { rule: 'control characters and bytes that are no UTF-8', body: Buffer.from([0x7b, 0x1b, 0xff, 0x7d]) },
    { rule: 'what curl would take for a file name', body: '@/etc/hostname' },
  ])('gives curl the exact bytes of $rule', ({ body }) => {
    const bytes = Buffer.from(body);
    const command = signedCurl('http://localhost:3000/webhooks/meta', bytes, () => ({
      'x-hub-signature-256': 'sha256=0',
    }));
    // The shell runs a function in place of curl, which prints the body.
    const script = `curl() { for last in "$@"; do :; done; if [ "$last" = @- ]; then cat; else printf %s "$last"; fi; }\n${command}`;
    expect(execFileSync('sh', ['-c', script], { timeout: 60_000 })).toEqual(bytes);
  });
});

describe('snippets', () => {
  const event = (detailType: string, detail: object) => ({
    source: 'meta.webhooks',
    'detail-type': detailType,
    time: '2026-01-01T00:00:00.000Z',
    detail: { ...detail },
  });

  it('a pattern has the verb where the event has one', () => {
    expect(JSON.parse(toPattern(event('page.feed', { kind: 'feed', verb: 'add' })))).toMatchObject({
      detail: { kind: ['feed'], verb: ['add'] },
    });
  });

  it('foreign names never become code', () => {
    expect(toHandler(event("page.x'; process.exit(); '", {}))).not.toContain('process.exit');
  });
});

describe('foreign text', () => {
  it('shows each hidden character as its escape, and keeps newlines', () => {
    expect(showHidden('a\u202eb\u200b\u001b\n')).toBe('a\\u202eb\\u200b\\u001b\n');
  });

  it('is no tree if it has too many members or is nested too deeply to read', () => {
    expect(toTree(Array.from({ length: 6_000 }, () => 1))).toBeUndefined();
    const deep = JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`) as unknown;
    expect(JSON.stringify(toTree(deep))).toContain('…');
  });
});

describe('keys in the list', () => {
  it.each([
    { key: 'ArrowDown', at: 0, want: 1 },
    { key: 'ArrowUp', at: 0, want: 0 },
    { key: 'PageDown', at: 5, want: 9 },
    { key: 'End', at: 0, want: 9 },
    { key: 'Home', at: 7, want: 0 },
    { key: 'constructor', at: 0, want: undefined },
  ])('$key at $at leads to $want', ({ key, at, want }) => {
    expect(nextIndex(key, at, { length: 10, page: 5 })).toBe(want);
  });
});
