import { describe, expect, it } from '@jest/globals';
import { runInProcess } from '../../../support/harness/run-receiver.ts';

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
