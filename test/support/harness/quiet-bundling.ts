import process from 'node:process';
import { afterAll } from '@jest/globals';

// The CDK reports each bundling to stderr and has no option that turns this off; a test run prints only results.
const { stderr } = process;
const write = stderr.write.bind(stderr) as (...args: unknown[]) => boolean;
stderr.write = (...args: unknown[]): boolean =>
  typeof args[0] === 'string' && args[0].startsWith('Bundling asset ') ? true : write(...args);

afterAll(() => {
  stderr.write = write;
});
