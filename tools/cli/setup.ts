import { type Command, InvalidArgumentError } from 'commander';
import { readAppSecret, writeAppSecret, type AppSecretValue } from './app-secret-store.ts';
import { callbackUrl, CALLBACK_URL_OPTION } from './callback-url.ts';
import { playChallenge, type ChallengeResult } from './challenge.ts';
import type { ExitCode } from './cli-error.ts';
import { throwIfInterrupted, type Context, type Start } from './context.ts';
import { DASHBOARD_STEPS, type DashboardSteps } from './dashboard-steps.ts';
import { collectSecrets, type SecretChange, type SecretOptions } from './setup-secrets.ts';
import { factsOf } from './output.ts';
import { playRoundTrip, type RoundTripResult } from './round-trip.ts';
import type { DeployedApp } from './stack.ts';

interface SetupOptions extends SecretOptions {
  readonly app?: string;
  readonly callbackUrl?: string;
  readonly showVerifyToken?: boolean;
  readonly object?: readonly DashboardSteps[];
  readonly roundTrip: boolean;
  readonly dryRun?: boolean;
}

const HELP = `
A secret is never an argument: prompt asks for it, env:NAME reads an environment variable, secret:NAME reads a secret
of Secrets Manager that holds it alone. What is stored stays unless an option says where its successor comes from;
whatever changes is written in one version, and the version before is still accepted for a while (previousSecretHours).

The round trip posts one signed probe to the callback URL and waits for its event, meta_webhooks.round_trip, at a rule
of its own on the bus. No rule for Meta's objects catches it; one that catches everything does.

Examples:
  npm run receiver -- setup
  npm run receiver -- setup --secret-from prompt                # another app secret, after Reset in the App Dashboard
  npm run receiver -- setup --instagram --threads               # their own app secrets too
  npm run receiver -- setup --app shop --secret-from env:SHOP_APP_SECRET --json --show-verify-token
  npm run receiver -- setup --dry-run`;

/** For everything together: ingress may take half a minute to notice the new secret, a new rule as long to work. */
const PATIENCE_MS = 90_000;
const CHALLENGE_MS = 15_000;

/** Adds `setup`. */
export function addSetup(program: Command, start: Start): void {
  program
    .command('setup')
    .description('store the app secret, prove that the callback URL works, and say what to click in the App Dashboard')
    .option('--app <key>', 'the app (default: the only one)')
    .option('--secret-from <where>', 'prompt, env:NAME or secret:NAME: stores this app secret (default: prompt where none is stored)')
    .option('--instagram [where]', 'also the app secret of Instagram Login (default: prompt)')
    .option('--threads [where]', 'also the app secret of Threads (default: prompt)')
    .option('--force', 'take what does not look like an app secret')
    .option(CALLBACK_URL_OPTION[0], CALLBACK_URL_OPTION[1], callbackUrl)
    .option('--object <name>', `only the clicks for it: ${DASHBOARD_STEPS.map(({ name }) => name).join(', ')}`, collectSteps)
    .option('--show-verify-token', 'show it where it would be hidden: with --json, and where standard output is no terminal')
    .option('--no-round-trip', 'send no probe')
    .option('--dry-run', 'change and send nothing but the challenge')
    .addHelpText('after', HELP)
    .action(async (options: SetupOptions, command: Command) => start(command, async (context) => setup(context, options)));
}

function collectSteps(name: string, previous: readonly DashboardSteps[] = []): readonly DashboardSteps[] {
  const steps = DASHBOARD_STEPS.find((one) => one.name === name);
  if (steps) return [...previous, steps];
  throw new InvalidArgumentError(`It must be one of ${DASHBOARD_STEPS.map((one) => one.name).join(', ')}.`);
}

async function setup(context: Context, options: SetupOptions): Promise<ExitCode> {
  const { clients, output, stack } = context;
  const app = stack.app(options.app);
  const url = options.callbackUrl ?? app.callbackUrl;
  const stored = await readAppSecret(clients.secretsManager, app.secretArn);
  const shown = showPaste(context, options, { url, verifyToken: stored.verifyToken });
  const change = await collectSecrets(context, options, stored);
  throwIfInterrupted(context.ports);
  const isWritten = change.isNeeded && options.dryRun !== true;
  if (isWritten) await writeAppSecret(clients.secretsManager, app.secretArn, change.value);
  if (change.newVerifyToken && isWritten) showPaste(context, options, { url, verifyToken: change.value.verifyToken });
  tellChange(context, change, isWritten);
  const proof = await prove(context, options, { app, url, value: isWritten ? change.value : stored });
  const steps = options.object ?? DASHBOARD_STEPS;
  tellSteps(context, steps);
  const next = steps.map(({ name, title, steps: clicks }) => ({ name, title, steps: clicks }));
  output.document({ app: app.key, callbackUrl: url, ...shown, secrets: change.states, written: isWritten, dryRun: options.dryRun === true, ...proof, next });
  return proof.challenge.ok && proof.roundTrip?.ok !== false ? 0 : 1;
}
