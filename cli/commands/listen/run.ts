import {
  cleanUpSubscriptions,
  openSubscription,
  type TemporarySubscription,
} from '../../aws/temporary-subscription.ts';
import type { ExitCode } from '../../errors/cli-error.ts';
import type { Context } from '../../context.ts';
import { explainError } from '../../errors/explain-error.ts';
import { forwarder } from './forward.ts';
import { listenTo, type Heard } from './listen-loop.ts';
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
}

const DAY_MS = 24 * 3_600_000;

/** Prints or forwards events until the time or the count is reached, or the process is interrupted. */
export async function listen(context: Context, options: ListenOptions): Promise<ExitCode> {
  const { output, ports } = context;
  checkFilter(context, options);
  const { length: forgotten } = await cleanUpSubscriptions(context, { deadForMs: DAY_MS }).catch(() => []); // optional
  if (forgotten > 0) output.note(`Removed the leftovers of ${formatCount(forgotten, 'killed run')}.`);
  const subscription = await openSubscription(
    context,
    { app: options.app, object: options.object, field: options.field, kind: options.kind },
    options,
  );
  reportStart(context, subscription, options);
  const heard: Heard = { events: 0 };
  const handle = options.forward === undefined ? printer(context, options) : forwarder(context, options.forward);
  const untilMs = options.for === undefined ? Infinity : ports.now() + options.for;
  try {
    await listenTo(context, subscription, { heard, handle, untilMs, count: options.count ?? Infinity });
  } finally {
    await close(context, subscription);
  }
  output.note(`${formatCount(heard.events, 'event')}.`);
  return heard.events < (options.count ?? 0) ? 1 : 0;
}

function reportStart(context: Context, { resumed }: TemporarySubscription, options: ListenOptions): void {
  const { output } = context;
  if (resumed) output.note('Listening. Resumes with the events since the last run of this name. Times are UTC.');
  else {
    output.note('Listening. Press Ctrl-C to end. Times are UTC.');
    if (options.count === undefined && options.forward === undefined) suggestSample(context, options);
  }
}

/** Closes the subscription. Does not throw, so that an earlier error is reported. */
async function close({ output }: Context, subscription: TemporarySubscription): Promise<void> {
  try {
    if (await subscription.close()) output.note('Removed the rule and the queue.');
  } catch (error) {
    output.note(
      `Could not remove the rule and the queue (${explainError(error).message}). Run \`${PROGRAM_NAME} listen --clean-up\` to remove them.`,
    );
  }
}

/** Suggests a sample that the filters let through, if there is one. */
function suggestSample({ output }: Context, { object, field, kind }: ListenOptions): void {
  const isAmong = (name: string, names: readonly string[] | undefined): boolean => names?.includes(name) ?? true;
  const isEvery = [object, field, kind].every((names) => names === undefined);
  const sample = SAMPLES.find(
    (one) => isAmong(one.object, object) && isAmong(one.field, field) && isAmong(one.kind, kind),
  );
  const name = isEvery ? EASY_SAMPLE : sample?.name;
  if (name !== undefined) output.aside.next(`${PROGRAM_NAME} send ${name}`);
}

/** A sample with one change, which has an id. */
const EASY_SAMPLE = 'instagram.comments';
