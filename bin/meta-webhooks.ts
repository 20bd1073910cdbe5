#!/usr/bin/env node
import { processPorts } from '../cli/process-ports.ts';
import { runCli } from '../cli/run-cli.ts';

process.exitCode = await runCli(process.argv.slice(2), processPorts());
