#!/usr/bin/env node
// The command of the package: `npm run build` copies this file to dist/meta-webhooks.cjs. It checks the version before
// Node.js reads the command itself, of which an older one understands only a part. Its syntax is that of Node.js 18.
'use strict';
const { engines } = require('../package.json');

const [minimum] = /\d+\.\d+/.exec(engines.node);
const present = process.version.slice(1);

if (isOlder(present.split('.').map(Number), minimum.split('.').map(Number))) {
  process.stderr.write(
    `meta-webhooks needs Node.js ${minimum} or newer; this is ${present}. ` +
      'Install it, or add it to the app: npm install --save-dev node@24\n',
  );
  process.exitCode = 1;
} else {
  import('./esm/meta-webhooks.mjs');
}

function isOlder([major, minor], [neededMajor, neededMinor]) {
  return major < neededMajor || (major === neededMajor && minor < neededMinor);
}
