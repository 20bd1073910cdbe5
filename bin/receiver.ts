import { processPorts } from '../tools/cli/process-ports.ts';
import { runCli } from '../tools/cli/run-cli.ts';

process.exitCode = await runCli(process.argv.slice(2), processPorts());
