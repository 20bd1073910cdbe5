import { BODY_PROBLEMS } from '../../aws/body.ts';
import { CliError, type ExitCode } from '../../errors/cli-error.ts';
import { type Context } from '../../context.ts';
import { checkArchiveFilter, newSummary, findDeliveries, reportFaults } from '../../aws/deliveries.ts';
import { looksInside, type FilterOptions } from '../../aws/delivery-filter.ts';
import { formatCount, formatNumber } from '../../terminal/format.ts';
import type { ListWriter } from '../../terminal/output.ts';
import { green } from '../../../local/terminal/text.ts';
import { PROGRAM_NAME } from '../../framework/help-text.ts';
import { shortId, shortTime } from '../../../local/terminal/short.ts';
import { sanitize } from '../../../src/text/terminal-safe.ts';
import { mustBeInsideWindow } from './replay-window.ts';
import { chooseDeliveries, newReplaySummary, sendAll, type ReplaySummary, type SkipReason } from './replay-run.ts';
import { createState, resumeState, type ReplayPlan, type ReplayState } from './replay-state.ts';
import { parseRange, rangeText } from '../../options/time.ts';

/** The options of `replay`. */
export interface ReplayOptions extends FilterOptions {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly rate: number;
  readonly again: boolean | undefined;
  readonly wholeDeliveries: boolean | undefined;
  readonly windowDays: number | undefined;
  readonly dryRun: boolean | undefined;
  readonly state: string | undefined;
  readonly resume: string | undefined;
}

/** Sends archived deliveries to the delivery queue, or resumes a run. */
export async function replay(context: Context, options: ReplayOptions): Promise<ExitCode> {
  if (options.resume !== undefined) return resume(context, options.resume, options);
  const plan = await createPlan(context, options);
  if (options.dryRun === true) return dryRun(context, plan, new Set());
  return closing(await createState(options.state ?? `.receiver-replay-${plan.runId}.json`, plan), async (state) =>
    run(context, state, options),
  );
}

async function createPlan({ ports, ...context }: Context, options: ReplayOptions): Promise<ReplayPlan> {
  const { from, to, again, app, object, field, entryId, deliveryId, wholeDeliveries } = options;
  if (from === undefined)
    throw new CliError('USAGE', {
      message: '--from is missing',
      hint: 'Select deliveries, for example with --from 2h, or continue a run with --resume <file>.',
    });
  await checkArchiveFilter({ ports, ...context }, options);
  const range = parseRange({ from, to }, ports.now());
  const plan: ReplayPlan = {
    runId: ports.newId(),
    ...(again === true && { nonce: ports.newId() }),
    from: new Date(range.fromMs).toISOString(),
    to: new Date(range.toMs).toISOString(),
    filter: { app, object, field, entryId, deliveryId },
    queueUrl: context.stack.output('queueUrl'),
    bucket: context.stack.output('archiveBucketName'),
  };
  if (again !== true) mustBeInsideWindow({ ports, ...context }, range.fromMs, options.windowDays);
  else if (looksInside(plan.filter) && wholeDeliveries !== true) await mustMatchWhole({ ports, ...context }, plan);
  return plan;
}

/** Rejects a run that would emit changes that the filter does not match. */
async function mustMatchWhole(context: Context, { from, to, filter }: ReplayPlan): Promise<void> {
  const search = { range: { fromMs: Date.parse(from), toMs: Date.parse(to) }, filter, summary: newSummary() };
  let partial = 0;
  let others = 0;
  let example = '';
  for await (const { deliveryId, changes, matching } of findDeliveries(context, search)) {
    if (matching.length === changes.length || matching.length === 0) continue;
    partial += 1;
    others += changes.length - matching.length;
    example ||= deliveryId;
  }
  if (partial === 0) return;
  throw new CliError('PARTIAL_MATCH', {
    message:
      `the filter matches only some changes of ${formatCount(partial, 'delivery', 'deliveries')} ` +
      `(${sanitize(example)}${partial > 1 ? ' and others' : ''}): ${formatCount(others, 'other change')} would be ` +
      `emitted again too; nothing was sent`,
    hint: 'Add --whole-deliveries to allow this. Run archive list with the same filter to list the deliveries.',
  });
}

async function resume(context: Context, path: string, options: ReplayOptions): Promise<ExitCode> {
  const given = (
    ['from', 'to', 'app', 'object', 'field', 'entryId', 'deliveryId', 'state', 'again', 'wholeDeliveries'] as const
  ).filter((name) => options[name] !== undefined);
  if (given.length > 0) {
    throw new CliError('USAGE', {
      message: '--resume reads the range, the filters and --again from its file',
      hint: 'Leave these options out. Only --rate, --window-days and --dry-run are allowed.',
    });
  }
  return closing(await resumeState(path), async (state) => goOn(context, state, options));
}

async function closing(state: ReplayState, act: (state: ReplayState) => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await act(state);
  } finally {
    await state.close();
  }
}

async function goOn(context: Context, state: ReplayState, options: ReplayOptions): Promise<ExitCode> {
  const { plan, path } = state;
  if (plan.queueUrl !== context.stack.output('queueUrl') || plan.bucket !== context.stack.output('archiveBucketName')) {
    throw new CliError('STATE_FILE', {
      message: `the run of ${path} belongs to another stack`,
      hint: 'Use the --stack, --region and --profile with which the run started.',
    });
  }
  if (plan.nonce === undefined) mustBeInsideWindow(context, Date.parse(plan.from), options.windowDays);
  return options.dryRun === true ? dryRun(context, plan, state.sent) : run(context, state, options);
}

async function run(context: Context, state: ReplayState, { rate }: ReplayOptions): Promise<ExitCode> {
  const { output } = context;
  const summary = newReplaySummary();
  output.note(
    `Run ${state.plan.runId}, state in ${state.path}. To resume: ${PROGRAM_NAME} replay --resume ${state.path}`,
  );
  let isFinished = false;
  try {
    isFinished = await sendAll(context, state, { summary, rate });
  } finally {
    const stateFile = isFinished ? {} : { state: state.path };
    output.document({ ...formatHeader(state.plan), ...stateFile, ...formatTotals(summary) });
    reportTotals(context, state.plan, { summary, sent: 'sent' });
  }
  if (isFinished) output.note('The run has finished. Its state file was removed.');
  return failed(summary);
}

async function dryRun(context: Context, plan: ReplayPlan, sentBefore: ReadonlySet<string>): Promise<ExitCode> {
  const { output } = context;
  const summary = newReplaySummary();
  const writer: ListWriter = output.list('wouldSend');
  for await (const { deliveryId, app, receivedAt, changes, matching } of chooseDeliveries(context, plan, {
    summary,
    sent: sentBefore,
  })) {
    summary.sent += 1;
    summary.changes += changes.length;
    writer.item({ deliveryId, app, receivedAt, changes: changes.length, matching: matching.length });
    const whole = matching.length === changes.length ? '' : `, ${formatNumber(matching.length)} of them matching`;
    const { screen } = output;
    output.beside(
      [
        green('would send'),
        `  ${shortId(sanitize(deliveryId), screen)}  ${shortTime(sanitize(receivedAt), screen)}  ${sanitize(app)}  `,
      ],
      `${formatCount(changes.length, 'change')}${whole}`,
    );
  }
  if (summary.sent > 0) output.line();
  writer.end({ dryRun: true, ...formatHeader(plan), ...formatTotals(summary) });
  reportTotals(context, plan, { summary, sent: 'would send' });
  return failed(summary);
}

function formatHeader({ runId, nonce, from, to }: ReplayPlan) {
  return { runId, again: nonce !== undefined, from, to };
}

function formatTotals({ read, matched, sent, changes, skipped, lost, faults }: ReplaySummary) {
  return { read, matched, sent, skipped: Object.fromEntries(skipped), changes, lost, faults };
}

const SKIPS: Readonly<Record<SkipReason, string>> = {
  ...BODY_PROBLEMS,
  SENT_BEFORE: 'sent before the run was interrupted',
};

function reportTotals(
  { output }: Context,
  { from, to, nonce }: ReplayPlan,
  { summary, sent }: { readonly summary: ReplaySummary; readonly sent: string },
): void {
  const skipped = [...summary.skipped.values()].reduce((sum, count) => sum + count, 0);
  output.facts({
    received: rangeText({ fromMs: Date.parse(from), toMs: Date.parse(to) }, output.screen),
    read: summary.read,
    matched: summary.matched,
    [sent]: summary.sent,
    skipped,
    changes:
      `${formatNumber(summary.changes)} in ` +
      `these${nonce === undefined ? '; claimed changes are not emitted again' : ', to be emitted again'}`,
  });
  for (const [reason, count] of summary.skipped) output.line(`  ${formatNumber(count)} x ${reason}: ${SKIPS[reason]}`);
  for (const { deliveryId, reason } of summary.lost) output.note(`${reason}  ${sanitize(deliveryId)}`);
  reportFaults(summary.faults, output);
}

function failed({ lost, faults }: ReplaySummary): ExitCode {
  return lost.length + faults.length > 0 ? 1 : 0;
}
