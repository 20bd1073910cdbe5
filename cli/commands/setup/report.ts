import type { DashboardSteps } from '../../../local/meta/dashboard-steps.ts';
import type { ChallengeResult } from '../../meta/challenge.ts';
import type { Context } from '../../context.ts';
import { PROGRAM_NAME } from '../../framework/help-text.ts';
import { dashboardUrl } from '../../meta/desired-subscriptions.ts';
import { formatNumber } from '../../terminal/format.ts';
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

/** Prints that setup ends here, because Meta would fail in the same way. */
export function reportStop({ output }: Context, written: boolean): void {
  output.line();
  output.line(
    `Stopped: Meta's requests would fail too. Fix this, then run setup again. ${written ? 'The secret is stored. ' : ''}` +
      `${PROGRAM_NAME} doctor checks the deployment.`,
  );
}

/** Prints what is left to do in the App Dashboard for each product. */
export function reportSteps({ output }: Context, next: readonly DashboardSteps[]): void {
  output.line();
  output.line('Next steps in the App Dashboard:');
  for (const { title, steps } of next) {
    output.line();
    output.line(title);
    for (const [i, step] of steps.entries()) output.line(`  ${i + 1}. ${step}`);
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
}

/** Prints the values for the App Dashboard. Hides the verify token from logs of build pipelines. */
export function reportPaste({ output, ports }: Context, paste: Paste): void {
  const { app, appId, url, verifyToken, showVerifyToken } = paste;
  const isShown = ports.outIsTerminal || showVerifyToken === true;
  const hidden =
    verifyToken === '' ? 'not stored yet, will be generated' : 'hidden (print it with --show-verify-token)';
  output.line();
  output.facts({
    app,
    Dashboard: appId === undefined ? 'https://developers.facebook.com/apps' : dashboardUrl(appId),
    'Callback URL': url,
    'Verify Token': isShown && verifyToken !== '' ? verifyToken : hidden,
  });
}

/** Prints what to check if Meta did not call in time. */
export function reportWaited({ output }: Context, { isVerified, firstEvent }: Waited, appId: string | undefined): void {
  if (firstEvent !== undefined) return;
  output.line();
  if (!isVerified && appId !== undefined) {
    output.line('Meta has not verified the callback URL yet.');
    output.line('  Enter Callback URL and Verify Token as above, then choose Verify and save.');
    return;
  }
  output.line('No event has arrived yet.');
  output.line('  Subscribe to a field in the App Dashboard, and choose Test next to it.');
  output.line('  Without a test event: the app must be live, or the person must have a role in it.');
  output.line(`  ${PROGRAM_NAME} doctor compares the subscriptions at Meta with the configuration.`);
}
