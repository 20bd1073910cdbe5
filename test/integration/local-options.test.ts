import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { refuseOptionsOfNpm } from '../../local/options.ts';

const START = join(import.meta.dirname, '../../local/start.ts');
/** With both secrets, nothing is written. */
const ENVIRONMENT = { ...process.env, PATH: '', META_APP_SECRET: 'synthetic', META_VERIFY_TOKEN: 'synthetic' };
const start = (...args: string[]) => startIn('', ...args);
const startIn = (PATH: string, ...args: string[]) =>
  spawnSync(process.execPath, [START, ...args], { encoding: 'utf8', timeout: 60_000, env: { ...ENVIRONMENT, PATH } });

describe('the command line of npm start', () => {
  it('--help lists every option and exits with 0', () => {
    const { stdout, status } = start('--help');
    expect(status).toBe(0);
    for (const option of ['--port', '--tunnel', '--forward', '--help']) expect(stdout).toContain(`  ${option}`);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it.each([
    {
      rule: 'an unknown option',
      args: ['--prot', '4000'],
      said: "error: unknown option '--prot'\nhint: Run `npm start -- --help` to list the options.\n",
    },
    { rule: 'an argument', args: ['4000'], said: "error: unexpected argument '4000'" },
    {
      rule: 'a port that is none',
      args: ['--port', 'abc'],
      said: 'error: --port is "abc"\nhint: Use a whole number from 1 to 65535, or 0 for a free port.\n',
    },
    { rule: 'an empty port', args: ['--port', ''], said: '--port is ""' },
    {
      rule: 'an unknown tunnel',
      args: ['--tunnel', 'rope'],
      said: 'error: --tunnel is "rope"\nhint: Use one of cloudflared, ngrok, ssh, tailscale.\n',
    },
    {
      rule: 'a URL that crosses a network in plain text',
      args: ['--forward', 'http://example.com/hook'],
      said: 'error: --forward is "http://example.com/hook"\nhint: Use a URL of this machine or an https URL',
    },
    {
      rule: 'a URL with a password',
      args: ['--forward', 'https://a:b@example.com/'],
      said: 'error: --forward is "https://[hidden]@example.com/"\nhint: Use a URL of this machine or an https URL, without',
    },
  ])('$rule is refused with what is wrong and what to do, with exit code 2', ({ args, said }) => {
    const { stderr, stdout, status } = start(...args);
    expect(stderr).toContain(said);
    expect([status, stdout, stderr.trimEnd().split('\n').length]).toEqual([2, '', 2]);
  });

  it('a tunnel program that is not installed is what is wrong and what to do, with exit code 1', () => {
    const { stderr, status } = start('--port', '0', '--tunnel', 'ngrok');
    expect([status, stderr]).toEqual([
      1,
      'error: ngrok is not installed\nhint: Install it, or choose another tunnel: cloudflared, ngrok, ssh, tailscale.\n',
    ]);
  });

  it.each([
    {
      rule: 'its last words',
      script: "echo 'authentication failed' >&2; exit 3",
      said: 'ended with exit code 3: authentication failed',
    },
    { rule: 'nothing', script: 'exit 3', said: 'ended with exit code 3' },
  ])('a tunnel program that ends before it has a URL, with $rule, is named with what to do', ({ script, said }) => {
    const folder = mkdtempSync(join(tmpdir(), 'tunnel-'));
    writeFileSync(join(folder, 'ngrok'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const { stderr, status } = startIn(folder, '--port', '0', '--tunnel', 'ngrok');
    rmSync(folder, { recursive: true });
    const hint = 'Run ngrok yourself to see more, or choose another tunnel: cloudflared, ngrok, ssh, tailscale.';
    expect([status, stderr]).toEqual([1, `error: ngrok ${said}\nhint: ${hint}\n`]);
  });
});

it.each(['port', 'tunnel', 'forward'])('refuses --%s that npm kept for itself, with the right command', (name) => {
  const environment = { npm_lifecycle_event: 'start', [`npm_config_${name}`]: '4000' };
  expect(() => {
    refuseOptionsOfNpm(environment);
  }).toThrow(`npm kept --${name} for itself. Write -- before it: \`npm start -- --${name} <value>\`.`);
});

it('leaves the settings of npm alone outside npm start', () => {
  expect(() => {
    refuseOptionsOfNpm({ npm_config_port: '4000' });
    refuseOptionsOfNpm({ npm_lifecycle_event: 'start' });
  }).not.toThrow();
});
