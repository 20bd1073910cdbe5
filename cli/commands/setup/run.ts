import type { Desired } from '../../../src/graph/resources/desired-subscriptions.ts';
import { readAppSecret, writeAppSecret, type AppSecretValue } from '../../aws/app-secret-store.ts';
import type { DeployedApp } from '../../aws/stack.ts';
import { CliError, type ExitCode } from '../../errors/cli-error.ts';
import { throwIfInterrupted, type Context } from '../../context.ts';
import type { DashboardSteps } from '../../../local/meta/dashboard-steps.ts';
import { readDesired } from '../../meta/desired-subscriptions.ts';
import { noTerminal } from '../../options/ask-secret.ts';
import { chooseProducts, toObject } from './products.ts';
import { prove, type Proof } from './setup-proof.ts';
import { collectSecrets, type SecretOptions } from './setup-secrets.ts';
import { reportChange, reportPaste, reportProof, reportSteps, reportStop, reportWaited, type Paste } from './report.ts';
import { offerSubscriptions } from './subscribe.ts';
import { waitForMeta, type Waited } from './wait.ts';

/** The options of `setup`. */
export interface SetupOptions extends SecretOptions {
  readonly app: string | undefined;
  readonly showVerifyToken: boolean | undefined;
  readonly object: readonly (readonly DashboardSteps[])[] | undefined;
  readonly roundTrip: boolean;
  readonly nonInteractive: boolean | undefined;
  readonly wait: boolean | undefined;
  /** Longest wait of `--wait`, in milliseconds. @default ten minutes */
  readonly for: number | undefined;
}

const WAIT_MS = 600_000;

/**
 * Guides through the set-up of an app: stores its secrets, checks the callback URL, subscribes as far as the Graph API
 * allows, and ends with the values for the App Dashboard. Stops if a check fails.
 */
export async function setup(given: Context, options: SetupOptions): Promise<ExitCode> {
  const context = options.nonInteractive === true ? withoutTerminal(given) : given;
  const mayAsk = canAsk(context, options);
  const app = context.stack.app(options.app);
  const desired = await readDesiredIfAllowed(context, app);
  const products = options.object?.flat() ?? (await chooseProducts(context, desired, mayAsk));
  const stored = await storeAndProve(context, options, app);
  if (!isProven(stored.proof)) {
    reportStop(context, stored.written);
    writeDocument(context, options, { app, stored, next: [] });
    return 1;
  }
  const { exitCode, waited } = await finish(context, options, { app, desired, products, mayAsk, stored });
  writeDocument(context, options, { app, stored, next: products, waited });
  return exitCode;
}

function canAsk({ ports, output }: Context, { dryRun }: SetupOptions): boolean {
  return ports.inIsTerminal && !output.json && dryRun !== true;
}

function isProven({ challenge, roundTrip }: Proof): boolean {
  return challenge.ok && roundTrip?.ok !== false;
}

interface Result {
  readonly app: DeployedApp;
  readonly stored: Stored;
  /** The products whose steps are left; none if a check failed. */
  readonly next: readonly DashboardSteps[];
  readonly waited?: Waited | undefined;
}

function writeDocument(
  { output }: Context,
  { showVerifyToken, dryRun = false }: SetupOptions,
  { app, stored, next, waited }: Result,
): void {
  const { value, states, written, proof } = stored;
  const shown = showVerifyToken === true && { verifyToken: value.verifyToken };
  const { key, callbackUrl } = app;
  output.document({ app: key, callbackUrl, ...shown, secrets: states, written, dryRun, ...proof, next, waited });
}

/** Answers no question, so that a script never hangs. */
function withoutTerminal(context: Context): Context {
  const askSecret = async (question: string): Promise<string> => Promise.reject(noTerminal(question));
  return { ...context, ports: { ...context.ports, inIsTerminal: false, askSecret } };
}

/** A role may be allowed to store the secret, but not to read the template. Then nothing is known to be desired. */
async function readDesiredIfAllowed(context: Context, { key }: DeployedApp): Promise<Desired> {
  try {
    return await readDesired(context, key);
  } catch {
    return { subscriptions: {}, accounts: { pages: {}, whatsapp: [], instagram: {} } };
  }
}

interface Stored {
  readonly value: AppSecretValue;
  readonly states: Readonly<Record<string, string>>;
  readonly written: boolean;
  readonly proof: Proof;
}

/** Writes all changes as one secret version, and checks that the receiver works with it. */
async function storeAndProve(
  context: Context,
  options: SetupOptions,
  { key, callbackUrl: url, secretArn }: DeployedApp,
): Promise<Stored> {
  const { secretsManager } = context.clients;
  const dryRun = options.dryRun === true;
  const stored = await readAppSecret(secretsManager, secretArn);
  const change = await collectSecrets(context, options, stored);
  throwIfInterrupted(context.ports);
  const written = change.isNeeded && !dryRun;
  if (written) await writeAppSecret(secretsManager, secretArn, change.value);
  reportChange(context, change, dryRun);
  const value = written ? change.value : stored;
  const withEndToEndCheck = options.roundTrip && !dryRun;
  const proof = await prove(context, { app: key, url, value, isNew: written, withEndToEndCheck });
  throwIfInterruptedAfter(written, context);
  reportProof(context, proof, dryRun);
  return { value, states: change.states, written, proof };
}

function throwIfInterruptedAfter(written: boolean, { ports: { signal } }: Context): void {
  if (!signal.aborted) return;
  throw new CliError('INTERRUPTED', {
    message: 'interrupted',
    hint: written ? 'Run setup again to finish. The secret is stored.' : 'Run setup again. Nothing was changed.',
  });
}

interface Rest {
  readonly app: DeployedApp;
  readonly desired: Desired;
  readonly products: readonly DashboardSteps[];
  readonly mayAsk: boolean;
  readonly stored: Stored;
}

/** Subscribes, prints the steps and the values, and waits for Meta. */
async function finish(
  context: Context,
  options: SetupOptions,
  { stored, mayAsk, ...plan }: Rest,
): Promise<{ readonly exitCode: ExitCode; readonly waited?: Waited }> {
  const { app, desired, products } = plan;
  const { appId } = desired;
  const subscribed = mayAsk ? await offerSubscriptions(context, plan) : 0;
  const paste: Paste = {
    ...{ app: app.key, appId, url: app.callbackUrl },
    ...{ verifyToken: stored.value.verifyToken, showVerifyToken: options.showVerifyToken, proof: stored.proof },
  };
  reportSteps(context, products);
  reportPaste(context, paste);
  if (options.wait !== true) return { exitCode: subscribed };
  // Without a choice, events of any object count.
  const isChosen = options.object !== undefined || mayAsk;
  const objects = isChosen ? [...new Set(products.map(toObject))] : [];
  const waited = await waitForMeta(context, { app, appId, objects, forMs: options.for ?? WAIT_MS });
  reportWaited(context, waited, appId);
  return { exitCode: waited.firstEvent === undefined ? 1 : subscribed, waited };
}
