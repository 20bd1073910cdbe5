#!/usr/bin/env node
// Starts the command on the Node.js that `npm ci` installed. Runs on any Node.js, so its syntax is old.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const { node } = createRequire(import.meta.url)('./require-install.cjs');
const command = fileURLToPath(new URL('meta-webhooks.ts', import.meta.url));
const child = spawn(node, [command, ...process.argv.slice(2)], { stdio: 'inherit' });

// A terminal sends Ctrl-C to both processes. Another process sends a signal only to this one.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('error', (error) => {
  process.stderr.write(`Node.js did not start (${error.code}). Run \`npm ci\` again.\n`);
  process.exitCode = 1;
});
child.on('close', (code, signal) => {
  process.exitCode = code ?? 1;
  if (signal !== null) process.stderr.write(`The command was ended by ${signal}.\n`);
});
