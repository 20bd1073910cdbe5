import { execFileSync } from 'node:child_process';
import { functionName, type FunctionConstruct } from './deployment.ts';

/** Kills every process that runs a function, as running out of memory would: nothing gets to clean up. */
export async function killProcessOf(construct: FunctionConstruct): Promise<number> {
  const marker = `AWS_LAMBDA_FUNCTION_NAME=${await functionName(construct)} `;
  // With the environment, which names the function; only processes of this user show theirs.
  const processes = execFileSync('ps', ['axeww', '-o', 'pid=,command='], {
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  const pids = processes
    .split('\n')
    .filter((line) => `${line} `.includes(marker))
    .map((line) => Number.parseInt(line, 10));
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  return pids.length;
}
