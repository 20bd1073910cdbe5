import { describe, expect, it } from '@jest/globals';
import { shortSampleName } from '../../../../cli/meta/samples.ts';
import { SAMPLES } from '../../../../local/meta/samples.ts';
import { runInProcess } from '../../../support/harness/run-receiver.ts';

it('each name of the list is whole on a terminal of 80 columns', async () => {
  const terminal = { outIsTerminal: true, columns: () => 80 };
  const { stdout } = await runInProcess(['send', '--list'], { NO_COLOR: '1' }, terminal);
  const [rows = ''] = stdout.split('\n\n');
  expect(rows.split('\n').filter((row) => row.length > 80)).toEqual([]);
  const shown = new Set(rows.split('\n').map((row) => row.split(' ', 1)[0]));
  expect(SAMPLES.map(({ name }) => shortSampleName(name)).filter((name) => !shown.has(name))).toEqual([]);
});

describe('the command after the list of samples', () => {
  it.each([
    { rule: 'sends to the local run in a folder where one ran', kept: () => 'synthetic', want: ' --local' },
    { rule: 'sends to the stack elsewhere', kept: () => undefined, want: '' },
  ])('$rule', async ({ kept, want }) => {
    const { stdout } = await runInProcess(['send', 'page.leadgen', '--list'], {}, { readLocalAppSecret: kept });
    expect(stdout).toMatch(new RegExp(`\\nNext: npx meta-webhooks send page\\.leadgen${want}\\n$`));
  });

  it('sends to the local run also where its kept secret cannot be used, which send --local explains', async () => {
    const refuse = (): never => {
      throw new Error('other users can read the file');
    };
    const { code, stdout } = await runInProcess(['send', 'page.leadgen', '--list'], {}, { readLocalAppSecret: refuse });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/send page\.leadgen --local\n$/)]);
  });
});
