import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { findConfiguration } from '../../lib/configuration/find-configuration.ts';
import { ConfigurationError } from '../../lib/configuration/rules.ts';
import { PROJECT } from './synth.ts';

const folder = mkdtempSync(join(tmpdir(), 'meta-webhooks-aws-app-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs the app as the CDK does: in the folder of cdk.json, with its context in the environment. */
function runApp(cdkJson: { readonly context?: object } & Readonly<Record<string, unknown>>) {
  writeFileSync(join(folder, 'cdk.json'), JSON.stringify(cdkJson));
  const env = { ...process.env, CDK_CONTEXT_JSON: JSON.stringify(cdkJson.context ?? {}) };
  return spawnSync(process.execPath, [join(PROJECT, 'bin/app.ts')], {
    env,
    encoding: 'utf8',
    timeout: 60_000,
    cwd: folder,
  });
}

describe('bin/app.ts', () => {
  it('shows what is wrong with the configuration, without a stack trace, and fails', () => {
    expect(runApp({ context: { metaWebhooks: { dedupeWindowDays: 3 } } })).toMatchObject({
      status: 1,
      stdout: '',
      stderr:
        'CONFIGURATION_INVALID: Correct these keys in cdk.json or on the command line.\n' +
        '  metaWebhooks.dedupeWindowDays is 3: must be a whole number from 8 to 365, because Meta retries for 7 days\n',
    });
  });

  it('stops for a configuration beside "app", and names the right place', () => {
    expect(runApp({ app: 'node bin/app.ts', metaWebhooks: { archiveDays: 60 } })).toMatchObject({
      status: 1,
      stdout: '',
      stderr:
        'CONFIGURATION_MISPLACED: Write it as {"app": "…", "context": {"metaWebhooks": {…}}} in cdk.json.\n' +
        '  cdk.json has the key "metaWebhooks" at its top level: move it into "context", as "metaWebhooks"\n',
    });
  });
});

describe('the configuration', () => {
  const problems = (context: Readonly<Record<string, unknown>>, file: object): readonly string[] => {
    try {
      findConfiguration(context, JSON.stringify(file));
    } catch (error) {
      if (error instanceof ConfigurationError) return [error.code, ...error.problems];
      throw error;
    }
    return [];
  };

  it.each(['metaWebhook', 'meta-webhooks', 'metawebhooks', 'MetaWebhooks', 'meta_webhooks', 'metaWebooks'])(
    'as %s is refused in the context and beside it',
    (key) => {
      expect(problems({ [key]: {} }, {})).toEqual([
        'CONFIGURATION_MISPLACED',
        `the context has the key "${key}": did you mean "metaWebhooks"?`,
      ]);
      expect(problems({}, { [key]: {} })).toEqual([
        'CONFIGURATION_MISPLACED',
        `cdk.json has the key "${key}" at its top level: move it into "context", as "metaWebhooks"`,
      ]);
    },
  );

  it.each(['webhooks', 'meta', '@aws-cdk/core:metaWebhook', 'aws:cdk:metaWebhook', 'verifyName'])(
    'may stand beside the key %s of somebody else',
    (key) => {
      expect(problems({ [key]: {}, metaWebhooks: {} }, { [key]: {} })).toEqual([]);
    },
  );

  it.each([
    { rule: 'nothing', given: undefined, file: {}, want: 'configuration: defaults' },
    {
      rule: 'an empty object, as the shipped cdk.json has it',
      given: {},
      file: { metaWebhooks: {} },
      want: 'configuration: defaults',
    },
    {
      rule: 'three keys of cdk.json',
      given: { archiveDays: 1, apps: { a: {} }, throttle: {} },
      file: { metaWebhooks: { archiveDays: 1, apps: { a: {} }, throttle: {} } },
      want: 'configuration: cdk.json, 3 keys',
    },
    {
      rule: 'the command line, which replaces cdk.json',
      given: '{"archiveDays":1}',
      file: { metaWebhooks: { archiveDays: 2 } },
      want: 'configuration: command line, 1 key',
    },
    { rule: 'another source of context', given: { archiveDays: 1 }, file: {}, want: 'configuration: context, 1 key' },
  ])('says where it is from: $rule', ({ given, file, want }) => {
    const cdkJson = JSON.stringify({ app: 'node bin/app.ts', context: file });
    expect(findConfiguration({ metaWebhooks: given }, cdkJson).source).toBe(want);
  });
});
