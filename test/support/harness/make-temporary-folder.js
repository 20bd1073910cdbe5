import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/**
 * Before all suites: a folder for their temporary files. The CDK leaves a folder for each app that a suite synthesizes,
 * 50 MB in a run of `npm test`.
 */
export default function makeTemporaryFolder() {
  process.env['TMPDIR'] = mkdtempSync(join(tmpdir(), 'meta-webhooks-aws-test-'));
}
