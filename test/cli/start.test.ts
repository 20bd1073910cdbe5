import { describe, expect, it } from '@jest/globals';
import { COMMANDS } from '../../cli/registry.ts';
import { loadedPackages } from '../support/harness/loaded-packages.ts';

const COMMAND_LINES = COMMANDS.flatMap((one) =>
  'verbs' in one ? one.verbs.map(({ name }) => [one.name, name]) : [[one.name]],
);
/** The parser of command lines, what wraps text, and the ids of deliveries. */
const ALWAYS = ['commander', 'fast-string-truncated-width', 'fast-string-width', 'fast-wrap-ansi', 'uuid'];

const packagesOf = async (...lines: readonly (readonly string[])[]): Promise<readonly string[]> =>
  loadedPackages(
    (project) => `
      const { processPorts } = await import('${project}/cli/process-ports.ts');
      const { runCli } = await import('${project}/cli/run-cli.ts');
      const ports = { ...processPorts(), out: () => undefined, err: () => undefined };
      for (const line of ${JSON.stringify(lines)}) await runCli(line, ports);`,
  );

describe('before a command runs, only what reads the command line is loaded', () => {
  it('for the help of every command, the version and a wrong option', async () => {
    const help = COMMAND_LINES.map((line) => [...line, '--help']);
    expect(await packagesOf(...help, ['--help'], ['--version'], ['send', '--nonsense'])).toEqual(ALWAYS);
  });

  it('for a command that needs no AWS', async () => {
    expect(await packagesOf(['cost'])).toEqual(ALWAYS);
  });

  it('and the AWS SDK when the command connects', async () => {
    expect(await packagesOf(['archive', 'list', '--from', '1h'])).toContain('@aws-sdk/client-cloudformation');
  });

  it('for the help of npm start', async () => {
    const start = (project: string): string => `await import('${project}/local/start.ts');`;
    expect(await loadedPackages(start, ['--help'])).toEqual([]);
  });
});
