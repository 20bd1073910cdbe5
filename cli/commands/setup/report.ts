import type { DashboardSteps } from '../../../local/meta/dashboard-steps.ts';
import { bold, cyan, joinText, red, yellow, type Text } from '../../../local/terminal/text.ts';
import type { ChallengeResult } from '../../meta/challenge.ts';
import type { Context } from '../../context.ts';
import { PROGRAM_NAME } from '../../framework/help-text.ts';
import { dashboardUrl } from '../../meta/desired-subscriptions.ts';
import { formatNumber } from '../../terminal/format.ts';
import { highlightCommands } from '../../terminal/print-error.ts';
import { formatStatus } from '../../terminal/status.ts';
import type { EndToEndResult } from '../../aws/end-to-end-check.ts';
import type { Proof, Unasked } from './setup-proof.ts';
import type { SecretChange, SecretState } from './setup-secrets.ts';
import type { Waited } from './wait.ts';

const MEMBERS = {
  appSecret: 'app secret',
  verifyToken: 'verify token',
  instagramAppSecret: 'Instagram app secret',
  threadsAppSecret: 'Threads app secret',
} as const;

/** Prints what happened to each secret. */
export function reportChange({ output }: Context, { states }: SecretChange, dryRun: boolean): void {
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

/** Prints the results of the checks. */
export function reportProof({ output }: Context, { challenge, roundTrip }: Proof, dryRun: boolean): void {
  const report = (
    name: string,
    result: Proof['challenge'] | Proof['roundTrip'],
    passed: (ms: string) => string,
  ): void => {
    const level = result === undefined ? 'none' : result.ok ? 'good' : 'bad';
    const label: Text = [formatStatus(name, level, output.screen), ': '];
    if (result === undefined) output.beside(label, `skipped (${dryRun ? '--dry-run' : '--no-round-trip'})`);
    else output.beside(label, result.ok ? passed(formatNumber(result.ms)) : whyNot(result));
  };
  report('challenge', challenge, (ms) => `response in ${ms} ms`);
  report('end-to-end check', roundTrip, (ms) => `a signed request became an event on the bus after ${ms} ms`);
}

function whyNot(result: ChallengeResult | EndToEndResult | Unasked): Text {
  const { code = '', hint = '' } = result;
  const why = 'message' in result ? result.message : `${result.status} ${code}`;
  return joinText(`failed, ${why}. `, highlightCommands(hint));
}

/** Prints that setup ends here, because Meta would fail in the same way. */
export function reportStop({ output }: Context, written: boolean): void {
  output.line();
  output.line([
    red('Stopped'),
    `: Meta's requests would fail too. Fix this, then run setup again. ${written ? 'The secret is stored. ' : ''}`,
    cyan(`${PROGRAM_NAME} doctor`),
    ' checks the deployment.',
  ]);
}

/** More than a person reads who uses one or two. */
const MANY_PRODUCTS = 4;

/** Prints what is left to do in the App Dashboard for each product. */
export function reportSteps({ output }: Context, next: readonly DashboardSteps[]): void {
  output.line();
  output.line(bold('Next steps in the App Dashboard:'));
  if (next.length > MANY_PRODUCTS) output.line('Repeat --object to see only those of your products.');
  for (const { title, steps } of next) {
    output.line();
    output.line(bold(title));
    for (const [i, step] of steps.entries()) output.beside(`  ${i + 1}. `, step);
  }
}

/** The values for the App Dashboard. */
export interface Paste {
  readonly app: string;
  /** Id of the Meta app; undefined if it is not configured. */
  readonly appId: string | undefined;
  readonly url: string;
  readonly verifyToken: string;
  readonly showVerifyToken: boolean | undefined;
  readonly proof: Proof;
}

/**
 * Prints the values for the App Dashboard, and the checks once more: the steps can be longer than the screen. Hides the
 * verify token from logs of build pipelines.
 */
export function reportPaste({ output, ports }: Context, paste: Paste): void {
  const { app, appId, url, verifyToken, showVerifyToken, proof } = paste;
  const isShown = ports.outIsTerminal || showVerifyToken === true;
  const hidden =
    verifyToken === '' ? 'not stored yet, will be generated' : 'hidden (print it with --show-verify-token)';
  output.line();
  output.facts({
    app,
    Dashboard: appId === undefined ? 'https://developers.facebook.com/apps' : dashboardUrl(appId),
    'Callback URL': url,
    'Verify Token': isShown && verifyToken !== '' ? verifyToken : hidden,
    Checked: formatChecked(proof),
  });
}

/** Lists the checks that passed. */
function formatChecked({ challenge, roundTrip }: Proof): string {
  const checks = { challenge, 'end-to-end check': roundTrip };
  return Object.entries(checks)
    .flatMap(([name, result]) => (result?.ok === true ? [`${name} in ${formatNumber(result.ms)} ms`] : []))
    .join(', ');
}

/** Prints what to check if Meta did not call in time. */
export function reportWaited({ output }: Context, { isVerified, firstEvent }: Waited, appId: string | undefined): void {
  if (firstEvent !== undefined) return;
  output.line();
  if (!isVerified && appId !== undefined) {
    output.line(yellow('Meta has not verified the callback URL yet.'));
    output.line('  Enter Callback URL and Verify Token as above, then choose Verify and save.');
    return;
  }
  output.line(yellow('No event has arrived yet.'));
  output.line('  Subscribe to a field in the App Dashboard, and choose Test next to it.');
  output.line('  Without a test event: the app must be live, or the person must have a role in it.');
  output.line(`  ${PROGRAM_NAME} doctor compares the subscriptions at Meta with the configuration.`);
}
