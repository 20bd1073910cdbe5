import { readAppSecret, writeAppSecret, type AppSecretValue } from '../../aws/app-secret-store.ts';
import type { ChallengeResult } from '../../meta/challenge.ts';
import { CliError, type ExitCode } from '../../errors/cli-error.ts';
import { throwIfInterrupted, type Context } from '../../context.ts';
import { DASHBOARD_STEPS, type DashboardSteps } from '../../../local/meta/dashboard-steps.ts';
import { formatNumber } from '../../terminal/format.ts';
import type { EndToEndResult } from '../../aws/end-to-end-check.ts';
import { prove, type Proof, type Unasked } from './setup-proof.ts';
import { collectSecrets, type SecretChange, type SecretOptions, type SecretState } from './setup-secrets.ts';

/** The options of `setup`. */
export interface SetupOptions extends SecretOptions {
  readonly app: string | undefined;
  readonly showVerifyToken: boolean | undefined;
  readonly object: readonly DashboardSteps[] | undefined;
  readonly roundTrip: boolean;
  readonly dryRun: boolean | undefined;
}

/** Stores the secrets, checks the callback URL and prints the steps in the App Dashboard. */
export async function setup(context: Context, options: SetupOptions): Promise<ExitCode> {
  const { clients, output, stack } = context;
  const { key: app, secretArn, callbackUrl: url } = stack.app(options.app);
  const place = { app, url };
  const stored = await readAppSecret(clients.secretsManager, secretArn);
  reportPaste(context, options, { ...place, verifyToken: stored.verifyToken });
  const { value, states, written } = await store(context, options, { secretArn, stored });
  if (value.verifyToken !== stored.verifyToken)
    reportPaste(context, options, { ...place, verifyToken: value.verifyToken });
  const dryRun = options.dryRun === true;
  const proof = await prove(context, {
    ...place,
    value,
    isNew: written,
    withEndToEndCheck: options.roundTrip && !dryRun,
  });
  throwIfInterruptedAfter(written, context);
  reportProof(context, proof, dryRun);
  const next = options.object ?? DASHBOARD_STEPS;
  reportSteps(context, next);
  const shown = options.showVerifyToken === true && { verifyToken: value.verifyToken };
  output.document({ app, callbackUrl: url, ...shown, secrets: states, written, dryRun, ...proof, next });
  return getExitCode(proof);
}

/** Writes all changes as one secret version. */
async function store(
  context: Context,
  options: SetupOptions,
  { secretArn, stored }: { readonly secretArn: string; readonly stored: AppSecretValue },
) {
  const change = await collectSecrets(context, options, stored);
  throwIfInterrupted(context.ports);
  const written = change.isNeeded && options.dryRun !== true;
  if (written) await writeAppSecret(context.clients.secretsManager, secretArn, change.value);
  reportChange(context, change, options.dryRun === true);
  return { value: written ? change.value : stored, states: change.states, written };
}

function getExitCode({ challenge, roundTrip }: Proof): ExitCode {
  return challenge.ok && roundTrip?.ok !== false ? 0 : 1;
}

function throwIfInterruptedAfter(written: boolean, { ports: { signal } }: Context): void {
  if (!signal.aborted) return;
  throw new CliError('INTERRUPTED', {
    message: 'interrupted',
    hint: written ? 'Run setup again to finish. The secret is stored.' : 'Run setup again. Nothing was changed.',
  });
}

interface Paste {
  readonly app: string;
  readonly url: string;
  readonly verifyToken: string;
}

/** Prints the values for the App Dashboard. Hides the verify token from logs of build pipelines. */
function reportPaste(
  { output, ports }: Context,
  { showVerifyToken }: SetupOptions,
  { app, url, verifyToken }: Paste,
): void {
  const isShown = ports.outIsTerminal || showVerifyToken === true;
  const hidden =
    verifyToken === '' ? 'not stored yet, will be generated' : 'hidden (print it with --show-verify-token)';
  output.facts({
    app,
    'Callback URL': url,
    'Verify Token': isShown && verifyToken !== '' ? verifyToken : hidden,
  });
  output.line();
}

const MEMBERS = {
  appSecret: 'app secret',
  verifyToken: 'verify token',
  instagramAppSecret: 'Instagram app secret',
  threadsAppSecret: 'Threads app secret',
} as const;

function reportChange({ output }: Context, { states }: SecretChange, dryRun: boolean): void {
  const reported: Readonly<Record<SecretState, string | undefined>> = {
    changed: dryRun ? 'would be stored' : 'stored in a new version',
    kept: 'stored, not changed',
    none: undefined,
    same: 'stored, same value',
    'would be asked for': 'would be prompted for',
  };
  const facts = Object.entries(MEMBERS).map(([member, name]) => [
    name,
    reported[states[member as keyof typeof MEMBERS]],
  ]);
  output.facts(Object.fromEntries(facts) as Record<string, string | undefined>);
}

function reportProof({ output }: Context, { challenge, roundTrip }: Proof, dryRun: boolean): void {
  output.line(
    challenge.ok
      ? `challenge: response in ${formatNumber(challenge.ms)} ms`
      : `challenge: failed, ${whyNot(challenge)}`,
  );
  if (roundTrip)
    output.line(
      roundTrip.ok
        ? `end-to-end check: the event of a signed request arrived on the bus after ${formatNumber(roundTrip.ms)} ms`
        : `end-to-end check: failed, ${whyNot(roundTrip)}`,
    );
  else output.line(`end-to-end check: skipped (${dryRun ? '--dry-run' : '--no-round-trip'})`);
}

function whyNot(result: ChallengeResult | EndToEndResult | Unasked): string {
  const { code = '', hint = '' } = result;
  return 'message' in result ? `${result.message}. ${hint}` : `${result.status} ${code}. ${hint}`;
}

function reportSteps({ output }: Context, next: readonly DashboardSteps[]): void {
  output.line();
  output.line(
    'Next steps in the App Dashboard (https://developers.facebook.com/apps › your app), for each of your products:',
  );
  for (const { title, steps } of next) {
    output.line();
    output.line(title);
    for (const [i, step] of steps.entries()) output.line(`  ${i + 1}. ${step}`);
  }
  output.line();
  output.line('Except for Instagram and WhatsApp, a command can subscribe too: npx meta-webhooks subscriptions --help');
}
