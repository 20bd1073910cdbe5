/**
 * `npm run emulator`: an emulator of AWS that is ready for `cdk deploy`, until Ctrl-C. It prints the variables that
 * lead the CDK CLI, the AWS CLI and the operator's command to it.
 */
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { stripVTControlCharacters, styleText } from 'node:util';
import { emulatorVariables, PROJECT } from './launcher/aws-environment.ts';
import { untilAborted } from './launcher/child-process.ts';
import { followFunctionLogs } from './launcher/function-logs.ts';
import { withEmulator, type EmulatorRun } from './launcher/with-emulator.ts';

const LOCALHOST_NAMES = pathToFileURL(join(PROJECT, 'test/support/harness/localhost-names.js')).href;

/** The usual one of such emulators. The same at each start, so that the printed variables stay right. */
const PORT = 4566;
/** Lines of the runtime, not of the function. */
const RUNTIME = /^(?:START|END|REPORT) RequestId|^\(node:\d+\) \[DEP|^\(Use `node --trace/;

async function serve({ emulator, signal }: EmulatorRun): Promise<void> {
  console.log(describe(emulator.endpoint));
  printLogs(emulator.endpoint, signal).catch((error: unknown) => {
    if (!signal.aborted) console.error('The logs cannot be shown anymore; the emulator goes on.', error);
  });
  await untilAborted(emulator.ended, signal);
  throw new Error('The emulator ended by itself. Start it again.');
}

/** Prints what the functions log, after the last part of the name of their log group. */
async function printLogs(endpoint: string, signal: AbortSignal): Promise<void> {
  for await (const { logGroupName, message } of followFunctionLogs(endpoint, signal)) {
    const name = styleText('dim', basename(logGroupName));
    if (!RUNTIME.test(message)) console.log(`${name} ${stripVTControlCharacters(message.trimEnd())}`);
  }
}

function describe(endpoint: string): string {
  const variables = {
    ...emulatorVariables(endpoint),
    // Callback URLs of the emulator are below `localhost`, which the machine may not resolve.
    NODE_OPTIONS: `--import=${LOCALHOST_NAMES}`,
  };
  return [
    '',
    styleText('bold', `The emulator of AWS is ready: ${endpoint}`),
    '',
    'Paste this into a second shell, then run cdk deploy and meta-webhooks there:',
    '',
    ...Object.entries(variables).map(([name, value]) => `export ${name}=${value}`),
    '',
    'What the functions log appears here. Ctrl-C ends the emulator and everything in it.',
  ].join('\n');
}

process.exitCode = await withEmulator(serve, {
  port: PORT,
  step: async (name, work) => {
    console.error(`Starting: ${name} …`);
    return work();
  },
});
