import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CONFIGURATION } from './configuration.ts';
import { endpoint, iamLog } from './deployment.ts';
import { keepGrants } from './role-policies.ts';

const PROJECT = join(import.meta.dirname, '../..');

/** Long enough for a busy machine: it bundles, publishes and updates. */
export const REDEPLOY_MS = 240_000;

/**
 * Deploys again, as its owner would after a change in cdk.json. Whoever calls it goes back to `{}` in the end.
 * @param changes - of the configuration of these tests
 * @returns the outputs
 */
export async function redeploy(changes: object): Promise<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'meta-webhooks-aws-redeploy-'));
  try {
    const file = join(folder, 'outputs.json');
    const flags = [
      '--require-approval',
      'never',
      '--no-notices',
      '--progress',
      'events',
      '--output',
      join(folder, 'cdk.out'),
      '--outputs-file',
      file,
    ];
    const cdk = [
      join(PROJECT, 'node_modules/aws-cdk/bin/cdk'),
      'deploy',
      'MetaWebhooks',
      ...flags,
      '-c',
      `metaWebhooks=${JSON.stringify({ ...CONFIGURATION, ...changes })}`,
    ];
    await promisify(execFile)(process.execPath, cdk, { cwd: PROJECT });
    await keepGrants(endpoint, iamLog.grants);
    return (JSON.parse(readFileSync(file, 'utf8')) as { MetaWebhooks: Record<string, string> }).MetaWebhooks;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
