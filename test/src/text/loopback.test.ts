import { expect, it } from '@jest/globals';
import { isLoopbackHost, isPrivateUrl } from '../../../src/text/loopback.ts';

// RFC 6761 section 6.3 (localhost), RFC 1122 section 3.2.1.3 (127/8), RFC 4291 section 2.5.3 (::1).
it.each([
  { host: 'localhost', want: true },
  { host: '127.0.0.1', want: true },
  { host: '127.1.2.3', want: true },
  { host: '[::1]', want: true },
  { host: '0.0.0.0', want: false },
  { host: '[::]', want: false },
  { host: '128.0.0.1', want: false },
  { host: '10.0.0.1', want: false },
  { host: 'localhost.evil.example', want: false },
  { host: '127.0.0.1.evil.example', want: false },
  { host: 'evil.localhost.example', want: false },
  { host: '', want: false },
])('$host is this machine: $want', ({ host, want }) => {
  expect(isLoopbackHost(host)).toBe(want);
});

it.each([
  { url: 'https://hooks.example.com', want: true },
  { url: 'http://hooks.example.com', want: false },
  { url: 'http://LOCALHOST:3000/x', want: true },
  { url: 'http://2130706433/', want: true },
  { url: 'http://[0:0:0:0:0:0:0:1]/', want: true },
  { url: 'http://127.0.0.1@hooks.example.com/', want: false },
  { url: 'ftp://localhost/', want: false },
  { url: 'file:///etc/hosts', want: false },
])('$url crosses no network in the clear: $want', ({ url, want }) => {
  expect(isPrivateUrl(new URL(url))).toBe(want);
});
