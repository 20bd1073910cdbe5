// Loaded with `node -r` before each script of package.json. Runs on any Node.js, so its syntax is old.
'use strict';
const { existsSync } = require('node:fs');
const { join } = require('node:path');

/** The Node.js that `npm ci` installs. npm puts it first on the PATH of its scripts. */
const node = join(__dirname, '../node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');

if (!existsSync(node)) {
  process.stderr.write('The dependencies are not installed. Run `npm ci` first.\n');
  process.exit(1);
}

module.exports = { node };
