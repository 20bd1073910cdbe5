// `npm start`. `npx meta-webhooks dev` does the same.
import { once } from 'node:events';
import { KeptSecretsError } from './kept-secrets.ts';
import { HELP, readOptions, refuseOptionsOfNpm, UsageError } from './options.ts';
import { SettingError } from './settings.ts';
import { createScreen } from './terminal/screen.ts';

const SCREEN = createScreen({
  isTerminal: process.stdout.isTTY,
  readColumns: () => process.stdout.columns,
  environment: process.env,
});

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(): Promise<void> {
  refuseOptionsOfNpm(process.env);
  const { help, ...options } = readOptions(process.argv.slice(2));
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const ports = { folder: process.cwd(), environment: process.env, screen: SCREEN, print, stopped };
  // Loaded here, so that the help and a wrong option do not wait for the embedded services.
  const { runUntilStopped } = await import('./run-until-stopped.ts');
  await runUntilStopped(options, ports);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof SettingError || error instanceof KeptSecretsError)) throw error;
  const text = error instanceof SettingError ? `error: ${error.problem}\nhint: ${error.hint}` : error.message;
  process.stderr.write(`${text}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
