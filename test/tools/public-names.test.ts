import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

const PROJECT = join(import.meta.dirname, '../..');
const PLANTED = [
  "import '../../lib/index.ts';",
  "import '../../src/events/index.ts';",
  "import '../../lambdas/consumers/consumer.ts';",
  "import '../shared/log.ts';",
  "import 'meta-webhooks-aws/consumer';",
];

/** Only the one rule: the others need the types of all files. */
const SCRIPT = `
  import { ESLint, Linter } from 'eslint';
  const { rules } = await new ESLint().calculateConfigForFile(process.argv[1]);
  const rule = 'no-restricted-imports';
  const found = new Linter().verify(process.argv[2], { rules: { [rule]: rules[rule] } });
  console.log(JSON.stringify(found.map(({ line }) => line)));`;

it.each(['examples/lead-to-crm/stack.ts', 'consumers/log-changes.ts'])(
  'the linter reports each line of %s that would import a file of this repository, and no other line',
  (file) => {
    const args = ['--input-type=module', '-e', SCRIPT, file, PLANTED.join('\n')];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: PROJECT, encoding: 'utf8', timeout: 60_000 });
    expect({ stdout, stderr }).toEqual({ stdout: '[1,2,3]\n', stderr: '' });
  },
);
