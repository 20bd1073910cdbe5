import { abortAfter } from '../../../lambdas/aws/abort-after.ts';
import { readAppSecret, type AppSecretValue } from '../../aws/app-secret-store.ts';
import type { ExitCode } from '../../errors/cli-error.ts';
import { throwIfInterrupted, type Context } from '../../context.ts';
import type { GraphOptions } from '../../meta/graph-options.ts';
import type { DeployedApp } from '../../aws/stack.ts';
import { alarmsCheck } from './alarms-check.ts';
import { certificateCheck } from './certificate-check.ts';
import { getExitCode, runCheck, type Check, type Checked } from './check.ts';
import { countFindings, reportFinding, reportSummary } from './report.ts';
import { listenersCheck } from './listeners-check.ts';
import { accountsCheck, subscriptionsCheck } from './meta-checks.ts';
import { deadLettersCheck, queueAgeCheck } from './queue-checks.ts';
import { challengeCheck, endToEndCheck, secretCheck } from './pipeline-checks.ts';
import { stackCheck } from './stack-check.ts';

/** The options of `doctor`. */
export interface DoctorOptions extends GraphOptions {
  readonly app: string | undefined;
  readonly callbackUrl: string | undefined;
  readonly roundTrip: boolean;
}

/** Runs all checks and prints their findings. */
export async function doctor(given: Context, givenOptions: DoctorOptions): Promise<ExitCode> {
  const { stack, output } = given;
  const { context, options } = await withToken(given, givenOptions);
  const apps = options.app === undefined && options.callbackUrl === undefined ? stack.apps() : [stack.app(options.app)];
  const checks = [...STACK_CHECKS, ...apps.flatMap((app) => listChecks(context, app, options))];
  const width = Math.max(...checks.map((check) => formatTitle(check, apps).length));
  const underWay = checks.map(async (check) => runCheck(check, context, abortAfter));
  const checked: Checked[] = [];
  for (const [i, one] of underWay.entries()) {
    output.working(`checking: ${listOpen(checks.slice(i), apps)}`);
    const made = await one;
    // The other checks still remove what they created. An interruption is no finding.
    if (context.ports.signal.aborted) continue;
    checked.push(made);
    reportFinding(output, made, formatTitle(checks[i] ?? { name: '' }, apps).padEnd(width));
  }
  throwIfInterrupted(context.ports);
  output.line();
  reportSummary(output, checked);
  output.document({ stack: stack.name, receiver: stack.id, checks: checked, summary: countFindings(checked) });
  return getExitCode(checked);
}

const STACK_CHECKS: readonly Check[] = [stackCheck, deadLettersCheck, queueAgeCheck, listenersCheck, alarmsCheck];

/** Lists the checks of an app, the slowest last. */
function listChecks({ clients, ports }: Context, app: DeployedApp, options: DoctorOptions): readonly Check[] {
  let read: Promise<AppSecretValue> | undefined;
  const secret = async (): Promise<AppSecretValue> => (read ??= readAppSecret(clients.secretsManager, app.secretArn));
  const examined = { key: app.key, url: app.callbackUrl, secret };
  const hasSecret = async (): Promise<boolean> =>
    secret().then(
      ({ appSecret }) => appSecret !== '',
      () => false,
    );
  const meta = { app, options, hasSecret };
  const pipeline = [secretCheck(examined), certificateCheck(examined), challengeCheck(examined)];
  const atMeta = [subscriptionsCheck(meta), accountsCheck(meta)];
  return [...pipeline, ...atMeta, ...(options.roundTrip && !ports.signal.aborted ? [endToEndCheck(examined)] : [])];
}

/** Asks for the token before the checks start, so that typing does not count toward a time limit. */
async function withToken(
  context: Context,
  options: DoctorOptions,
): Promise<{ readonly context: Context; readonly options: DoctorOptions }> {
  if (options.tokenFrom !== 'prompt') return { context, options };
  const { ports } = context;
  const token = await ports.askSecret('Access token (of a person, system user or Page)');
  return {
    context: { ...context, ports: { ...ports, environment: { ...ports.environment, [ASKED]: token } } },
    options: { ...options, tokenFrom: `env:${ASKED}` },
  };
}

/** The variable that passes the token to the checks. The environment of the process does not change. */
const ASKED = 'META_ACCESS_TOKEN';

function formatTitle({ name, app }: Pick<Check, 'name' | 'app'>, apps: readonly DeployedApp[]): string {
  return app !== undefined && apps.length > 1 ? `${name} (${app})` : name;
}

/** Lists the checks that have not been reported. They run at the same time. */
function listOpen(checks: readonly Check[], apps: readonly DeployedApp[]): string {
  return checks.map((check) => formatTitle(check, apps)).join(', ');
}
