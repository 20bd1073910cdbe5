import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { PROJECT } from './synth.ts';

it('bin/app.ts shows what is wrong with the configuration, without a stack trace, and fails', () => {
  const env = { ...process.env, CDK_CONTEXT_JSON: JSON.stringify({ metaWebhooks: { dedupeWindowDays: 3 } }) };
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(PROJECT, 'bin/app.ts')], {
    env,
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toBe(
    'CONFIGURATION_INVALID: Correct these keys in cdk.json or on the command line.\n' +
      '  metaWebhooks.dedupeWindowDays is 3: must be a whole number from 8 to 365, because Meta retries for 7 days\n',
  );
});
