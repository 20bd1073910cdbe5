import {
  cleanUpSubscriptions,
  openSubscription,
  type SubscriptionPattern,
  type TemporarySubscription,
} from '../../aws/temporary-subscription.ts';
import type { ExitCode } from '../../errors/cli-error.ts';
import type { Context, OfflineContext } from '../../context.ts';
import { explainError } from '../../errors/explain-error.ts';
import { forwarder } from './forward.ts';
import { listenTo, type Heard } from './listen-loop.ts';
import { skipChecks } from '../../aws/skip-checks.ts';
import { localOrigin } from '../../options/local-origin.ts';
import { openLocalSubscription } from './local-subscription.ts';
import { formatCount } from '../../terminal/format.ts';
import { checkFilter } from '../../meta/known-filter.ts';
import { PROGRAM_NAME } from '../../framework/help-text.ts';
import { SAMPLES } from '../../../local/meta/samples.ts';
import { printer } from './show-event.ts';

/** The options of `listen`. */
export interface ListenOptions {
  readonly app: readonly string[] | undefined;
  readonly object: readonly string[] | undefined;
  readonly field: readonly string[] | undefined;
  readonly kind: readonly string[] | undefined;
  readonly values: boolean | undefined;
  readonly forward: string | undefined;
  /** Milliseconds after which to end. */
  readonly for: number | undefined;
  readonly count: number | undefined;
  readonly name: string | undefined;
  /** A port of this machine; `true` for the default port of the local run. */
  readonly local: number | true | undefined;
}

const DAY_MS = 24 * 3_600_000;

/** Prints or forwards events of a deployed receiver until the time or the count is reached, or an interruption. */
export async function listen(context: Context, options: ListenOptions): Promise<ExitCode> {
  const { output } = context;
  checkFilter(context, options);
  const { length: forgotten } = await cleanUpSubscriptions(context, { deadForMs: DAY_MS }).catch(() => []); // optional
  if (forgotten > 0) output.note(`Removed the leftovers of ${formatCount(forgotten, 'killed run')}.`);
  return listenUntilEnd(context, options, await openSubscription(context, patternOf(options), options));
}

/** Prints or forwards events of the local run on this machine. */
export async function listenLocally(context: OfflineContext, options: ListenOptions): Promise<ExitCode> {
  checkFilter(context, options);
  const origin = localOrigin(options.local, context.ports.environment);
  return listenUntilEnd(context, options, await openLocalSubscription(context, origin, patternOf(options)));
}

function patternOf({ app, object, field, kind }: ListenOptions): SubscriptionPattern {
  return { app, object, field, kind };
}

async function listenUntilEnd(
  context: OfflineContext,
  options: ListenOptions,
  subscription: TemporarySubscription,
): Promise<ExitCode> {
  const { output, ports } = context;
  reportStart(context, subscription, options);
  const heard: Heard = { events: 0 };
  const handle = options.forward === undefined ? printer(context, options) : forwarder(context, options.forward);
  const untilMs = options.for === undefined ? Infinity : ports.now() + options.for;
  try {
    await listenTo(context, skipChecks(subscription, options.object), {
      heard,
      handle,
      untilMs,
      count: options.count ?? Infinity,
    });
  } finally {
    await close(context, subscription);
  }
  output.note(`${formatCount(heard.events, 'event')}.`);
  return heard.events < (options.count ?? 0) ? 1 : 0;
}

function reportStart(context: OfflineContext, { resumed }: TemporarySubscription, options: ListenOptions): void {
  const { output } = context;
  if (resumed) output.note('Listening. Resumes with the events since the last run of this name. Times are UTC.');
  else {
    output.note('Listening. Press Ctrl-C to end. Times are UTC.');
    if (options.count === undefined && options.forward === undefined) suggestSample(context, options);
  }
}

/** Closes the subscription. Does not throw, so that an earlier error is reported. */
async function close({ output }: OfflineContext, subscription: TemporarySubscription): Promise<void> {
  try {
    if (await subscription.close()) output.note('Removed the rule and the queue.');
  } catch (error) {
    output.note(
      `Could not remove the rule and the queue (${explainError(error).message}). Run \`${PROGRAM_NAME} listen --clean-up\` to remove them.`,
    );
  }
}

/** Suggests a sample that the filters let through, if there is one. */
function suggestSample({ output }: OfflineContext, { object, field, kind, local }: ListenOptions): void {
  const isAmong = (name: string, names: readonly string[] | undefined): boolean => names?.includes(name) ?? true;
  const isEvery = [object, field, kind].every((names) => names === undefined);
  const sample = SAMPLES.find(
    (one) => isAmong(one.object, object) && isAmong(one.field, field) && isAmong(one.kind, kind),
  );
  const name = isEvery ? EASY_SAMPLE : sample?.name;
  const target = local === undefined ? '' : local === true ? ' --local' : ` --local ${local}`;
  if (name !== undefined) output.aside.next(`${PROGRAM_NAME} send ${name}${target}`);
}

/** A sample with one change, which has an id. */
const EASY_SAMPLE = 'instagram.comments';
