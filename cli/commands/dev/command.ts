import { InvalidArgumentError } from 'commander';
import { parseForwardUrl, parsePort } from '../../../local/options.ts';
import { SettingError } from '../../../local/settings.ts';
import { TUNNELS } from '../../../local/tunnel.ts';
import { defineCommand } from '../../framework/define-command.ts';

const NOTES = `Runs the receiver's own code on embedded SQS, S3 and DynamoDB, without AWS. The
page shows each delivery, and why it was rejected or what became of its changes.
Every socket listens on 127.0.0.1.

Each file of consumers/ in the current folder runs on each event that it is for,
and is loaded again when it changes. It exports handler, as for addConsumer.

PORT, TUNNEL_PORT, META_APP_SECRET and META_VERIFY_TOKEN can be set in the
environment. Without the last two, dev generates values and keeps them in
.meta-webhooks-local.json: do not commit this file. send --local reads the app
secret there.

The embedded services are the packages fauxqs and dynalite. In an app of yours,
install them: npm install --save-dev fauxqs dynalite

With --json, prints one document with the URLs when the receiver is ready, and
nothing else.`;

/** `dev`. */
export const dev = defineCommand({
  name: 'dev',
  summary: 'run the receiver and its page on this machine',
  arguments: [],
  options: [
    {
      flags: '--port <port>',
      description: 'port of the page and of the callback URL, 0 for any free port',
      defaultText: 'PORT or 3000',
      parse: (text) => orInvalid(() => parsePort(text)),
    },
    {
      flags: '--tunnel <name>',
      description: 'run a tunnel program that is installed, and show the public callback URL',
      choices: TUNNELS,
    },
    {
      flags: '--forward <url>',
      description: 'post each event to this URL, with retries',
      parse: (text) => orInvalid(() => parseForwardUrl(text)),
    },
  ],
  notes: [NOTES],
  examples: [
    { args: '' },
    { args: '--port 4000' },
    { args: '--tunnel cloudflared' },
    { args: '--forward http://localhost:4000/hook' },
  ],
  connects: 'never',
  run: async (context, { options }) => (await import('./run.ts')).dev(context, options),
});

/** Turns an error of the local run into one of the parser. */
function orInvalid<Value>(parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    throw new InvalidArgumentError(error.hint);
  }
}
