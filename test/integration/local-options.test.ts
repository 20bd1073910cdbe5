import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { refuseOptionsOfNpm } from '../../local/options.ts';

const START = join(import.meta.dirname, '../../local/start.ts');
/** With both secrets, nothing is written. */
const ENVIRONMENT = { ...process.env, PATH: '', META_APP_SECRET: 'synthetic', META_VERIFY_TOKEN: 'synthetic' };
const start = (...args: string[]) =>
  spawnSync(process.execPath, [START, ...args], { encoding: 'utf8', env: ENVIRONMENT });

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
      said: "Unknown option '--prot'. npm start -- --help lists the options.\n",
    },
    { rule: 'an argument', args: ['4000'], said: "Unexpected argument '4000'" },
    {
      rule: 'a port that is none',
      args: ['--port', 'abc'],
      said: '--port is "abc": it must be a whole number from 1 to 65535',
    },
    { rule: 'an empty port', args: ['--port', ''], said: '--port is ""' },
    {
      rule: 'an unknown tunnel',
      args: ['--tunnel', 'rope'],
      said: '--tunnel is "rope": it must be cloudflared, ngrok, ssh, tailscale.\n',
    },
    {
      rule: 'a URL that crosses a network in plain text',
      args: ['--forward', 'http://example.com/hook'],
      said: '--forward is "http://example.com/hook": it must be a URL of this machine or an https URL',
    },
    {
      rule: 'a URL with a password',
      args: ['--forward', 'https://a:b@example.com/'],
      said: 'without user and password',
    },
  ])('$rule is refused in a sentence, with exit code 2', ({ args, said }) => {
    const { stderr, stdout, status } = start(...args);
    expect(stderr).toContain(said);
    expect([status, stdout, stderr.trimEnd().split('\n').length]).toEqual([2, '', 1]);
  });

  it('a tunnel program that is not installed is a sentence, with exit code 1', () => {
    const { stderr, status } = start('--port', '0', '--tunnel', 'ngrok');
    expect([status, stderr]).toEqual([
      1,
      'ngrok is not installed. Install it, or choose another tunnel: cloudflared, ngrok, ssh, tailscale.\n',
    ]);
  });
});

it.each(['port', 'tunnel', 'forward'])('refuses --%s that npm kept for itself, with the right command', (name) => {
  const environment = { npm_lifecycle_event: 'start', [`npm_config_${name}`]: '4000' };
  expect(() => {
    refuseOptionsOfNpm(environment);
  }).toThrow(`npm kept --${name} for itself. Write -- before it: npm start -- --${name} <value>`);
});

it('leaves the settings of npm alone outside npm start', () => {
  expect(() => {
    refuseOptionsOfNpm({ npm_config_port: '4000' });
    refuseOptionsOfNpm({ npm_lifecycle_event: 'start' });
  }).not.toThrow();
});
