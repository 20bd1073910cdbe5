/**
 * Runs a script and ends with its exit code. Ends the script and everything that it started when standard input
 * closes: that is the pipe to the parent, so not even a killed parent leaves a deployment under way behind it.
 */
import { spawn } from 'node:child_process';

const child = spawn(process.execPath, process.argv.slice(2), { stdio: ['ignore', 'inherit', 'inherit'] });
child.on('exit', (code) => {
  process.exit(code ?? 1);
});
process.stdin.on('close', () => {
  process.kill(-process.pid, 'SIGKILL'); // the leader of a group of its own: see run-command.ts
});
process.stdin.resume();
