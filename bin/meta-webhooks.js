#!/usr/bin/env node
// `npx meta-webhooks` in a clone. Plain JavaScript without dependencies, so that it runs on any Node and before
// `npm ci`: it starts the command on the Node that `npm ci` installed.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';
import { installedNode } from './installed-node.js';

const program = join(fileURLToPath(new URL('.', import.meta.url)), 'meta-webhooks.ts');
const child = spawn(installedNode(), [program, ...process.argv.slice(2)], { stdio: 'inherit' });
// A terminal sends Ctrl-C to both. The command ends itself, and says how to go on.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(name, () => {
    if (name !== 'SIGINT' || !process.stdin.isTTY) child.kill(name);
  });
child.on('close', (code, signal) => {
  process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
});
