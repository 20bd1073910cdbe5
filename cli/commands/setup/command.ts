import { type Command, InvalidArgumentError } from 'commander';
import { readAppSecret, writeAppSecret, type AppSecretValue } from '../../aws/app-secret-store.ts';
import { callbackUrlOption } from '../../meta/callback-url.ts';
import type { ChallengeResult } from '../../meta/challenge.ts';
import { CliError, type ExitCode } from '../../errors/cli-error.ts';
import { throwIfInterrupted, type Context, type Start } from '../../context.ts';
import { DASHBOARD_STEPS, type DashboardSteps } from './dashboard-steps.ts';
import { formatNumber, keyValueLines } from '../../terminal/output.ts';
import type { RoundTripResult } from '../../aws/end-to-end-check.ts';
import { prove, type Proof, type Unasked } from './setup-proof.ts';
import { collectSecrets, type SecretChange, type SecretOptions, type SecretState } from './setup-secrets.ts';

interface SetupOptions extends SecretOptions {
  readonly app?: string;
  readonly showVerifyToken?: boolean;
  readonly object?: readonly DashboardSteps[];
  readonly roundTrip: boolean;
  readonly dryRun?: boolean;
}

const HELP = `
A secret is never an argument: prompt asks for it, env:NAME reads an environment variable, secret:NAME reads a secret
of Secrets Manager that holds it alone, or as the receiver's own secrets do. What is stored stays unless an option says where its successor comes from;
whatever changes is written in one version, and the version before is still accepted for a while (previousSecretGraceHours).

The round trip posts one signed probe to the callback URL and waits for its event, meta_webhooks.round_trip, at a rule
of its own on the bus. No rule for Meta's objects catches it; one that catches everything does.

Examples:
  npm run receiver -- setup
  npm run receiver -- setup --secret-from prompt                # another app secret, after Reset in the App Dashboard
  npm run receiver -- setup --instagram --threads               # their own app secrets too
  npm run receiver -- setup --app shop --secret-from env:SHOP_APP_SECRET --json --show-verify-token
  npm run receiver -- setup --dry-run`;

/** Adds `setup`. */
export function addSetup(program: Command, start: Start): void {
  callbackUrlOption(program.command('setup'))
    .description('store the app secret, prove that the callback URL works, and say what to click in the App Dashboard')
    .option('--app <key>', 'the app (default: the only one)')
    .option(
      '--secret-from <where>',
      'prompt, env:NAME or secret:NAME: stores this app secret (default: prompt where none is stored)',
    )
    .option('--instagram [where]', 'also the app secret of Instagram Login (default: prompt)')
    .option('--threads [where]', 'also the app secret of Threads (default: prompt)')
    .option('--force', 'take what does not look like an app secret')
    .option(
      '--object <name>',
      `only the clicks for it: ${DASHBOARD_STEPS.map(({ name }) => name).join(', ')}`,
      collectSteps,
    )
    .option(
      '--show-verify-token',
      'show it where it would be hidden: with --json, and where standard output is no terminal',
    )
    .option('--no-round-trip', 'send no probe')
    .option('--dry-run', 'change and send nothing but the challenge')
    .addHelpText('after', HELP)
    .action(async (options: SetupOptions, command: Command) =>
      start(command, async (context) => setup(context, options)),
    );
}

function collectSteps(name: string, previous: readonly DashboardSteps[] = []): readonly DashboardSteps[] {
  const steps = DASHBOARD_STEPS.find((one) => one.name === name);
  if (steps) return [...previous, steps];
  throw new InvalidArgumentError(`It must be one of ${DASHBOARD_STEPS.map((one) => one.name).join(', ')}.`);
}

async function setup(context: Context, options: SetupOptions): Promise<ExitCode> {
  const { clients, output, stack } = context;
  const { key: app, secretArn, callbackUrl: url } = stack.app(options.app);
  const place = { app, url };
  const stored = await readAppSecret(clients.secretsManager, secretArn);
  tellPaste(context, options, { ...place, verifyToken: stored.verifyToken });
  const { value, states, written } = await store(context, options, { secretArn, stored });
  if (value.verifyToken !== stored.verifyToken)
    tellPaste(context, options, { ...place, verifyToken: value.verifyToken });
  const dryRun = options.dryRun === true;
  const proof = await prove(context, { ...place, value, isNew: written, withRoundTrip: options.roundTrip && !dryRun });
  throwIfInterruptedAfter(written, context);
  tellProof(context, proof, dryRun);
  const next = options.object ?? DASHBOARD_STEPS;
  tellSteps(context, next);
  const shown = options.showVerifyToken === true && { verifyToken: value.verifyToken };
  output.document({ app, callbackUrl: url, ...shown, secrets: states, written, dryRun, ...proof, next });
  return exitCodeOf(proof);
}

/** Everything that changes goes into one version. */
async function store(
  context: Context,
  options: SetupOptions,
  { secretArn, stored }: { readonly secretArn: string; readonly stored: AppSecretValue },
) {
  const change = await collectSecrets(context, options, stored);
  throwIfInterrupted(context.ports);
  const written = change.isNeeded && options.dryRun !== true;
  if (written) await writeAppSecret(context.clients.secretsManager, secretArn, change.value);
  tellChange(context, change, options.dryRun === true);
  return { value: written ? change.value : stored, states: change.states, written };
}

function exitCodeOf({ challenge, roundTrip }: Proof): ExitCode {
  return challenge.ok && roundTrip?.ok !== false ? 0 : 1;
}

function throwIfInterruptedAfter(written: boolean, { ports: { signal } }: Context): void {
  if (!signal.aborted) return;
  throw new CliError('INTERRUPTED', {
    message: 'interrupted',
    hint: written ? 'the secret is stored; run setup again for the rest' : 'nothing was changed',
  });
}

interface Paste {
  readonly app: string;
  readonly url: string;
  readonly verifyToken: string;
}

/** The verify token is needed by whoever sits before the App Dashboard, and by no log of a pipeline. */
function tellPaste(
  { output, ports }: Context,
  { showVerifyToken }: SetupOptions,
  { app, url, verifyToken }: Paste,
): void {
  const isShown = ports.outIsTerminal || showVerifyToken === true;
  const hidden =
    verifyToken === '' ? 'none is stored: one will be made' : 'not shown here: --show-verify-token shows it';
  for (const fact of keyValueLines({
    app,
    'Callback URL': url,
    'Verify Token': isShown && verifyToken !== '' ? verifyToken : hidden,
  }))
    output.line(fact);
  output.line();
}

const MEMBERS = {
  appSecret: 'app secret',
  verifyToken: 'verify token',
  instagramAppSecret: 'Instagram app secret',
  threadsAppSecret: 'Threads app secret',
} as const;

function tellChange({ output }: Context, { states }: SecretChange, dryRun: boolean): void {
  const told: Readonly<Record<SecretState, string | undefined>> = {
    changed: dryRun ? 'would be stored' : 'stored now, in a new version',
    kept: 'stored, kept as it is',
    none: undefined,
    same: 'stored already: the same',
    'would be asked for': 'would be asked for',
  };
  const facts = Object.entries(MEMBERS).map(([member, name]) => [name, told[states[member as keyof typeof MEMBERS]]]);
  for (const fact of keyValueLines(Object.fromEntries(facts) as Record<string, string | undefined>)) output.line(fact);
}

function tellProof({ output }: Context, { challenge, roundTrip }: Proof, dryRun: boolean): void {
  output.line(
    challenge.ok
      ? `challenge: answered in ${formatNumber(challenge.ms)} ms`
      : `challenge: failed, ${whyNot(challenge)}`,
  );
  if (roundTrip)
    output.line(
      roundTrip.ok
        ? `round trip: a signed probe came out on the bus after ${formatNumber(roundTrip.ms)} ms`
        : `round trip: failed, ${whyNot(roundTrip)}`,
    );
  else output.line(`round trip: no probe was sent (${dryRun ? '--dry-run' : '--no-round-trip'})`);
}

function whyNot(result: ChallengeResult | RoundTripResult | Unasked): string {
  const { code = '', hint = '' } = result;
  return 'message' in result ? `${result.message}; ${hint}` : `${result.status} ${code}; ${hint}`;
}

function tellSteps({ output }: Context, next: readonly DashboardSteps[]): void {
  output.line();
  output.line(
    'Next, in the App Dashboard (https://developers.facebook.com/apps › your app), for each product that you use:',
  );
  for (const { title, steps } of next) {
    output.line();
    output.line(title);
    for (const [i, step] of steps.entries()) output.line(`  ${i + 1}. ${step}`);
  }
  output.line();
  output.line(
    'All but Instagram and WhatsApp can be subscribed from here as well: npm run receiver -- subscriptions --help.',
  );
}
