import type { Command } from 'commander';
import { BODY_PROBLEMS } from '../../aws/body.ts';
import { CliError, type ExitCode } from '../../errors/cli-error.ts';
import { wholeNumber, type Context, type Start } from '../../context.ts';
import { newSummary, findDeliveries, tellFaults } from '../../aws/deliveries.ts';
import { addFilterOptions, looksInside, type FilterOptions } from '../../aws/delivery-filter.ts';
import { countOf, formatNumber, keyValueLines, type ListWriter } from '../../terminal/output.ts';
import { sanitize } from '../../../src/text/terminal-safe.ts';
import { mustBeInsideWindow } from './replay-window.ts';
import { chooseDeliveries, newReplaySummary, sendAll, type ReplaySummary, type SkipReason } from './replay-run.ts';
import { createState, resumeState, type ReplayPlan, type ReplayState } from './replay-state.ts';
import { parseRange, rangeText, TIMES } from '../../options/time.ts';

interface ReplayOptions extends FilterOptions {
  readonly from?: string;
  readonly to?: string;
  readonly rate: number;
  readonly again?: boolean;
  readonly wholeDeliveries?: boolean;
  readonly windowDays?: number;
  readonly dryRun?: boolean;
  readonly state?: string;
  readonly resume?: string;
}

const HELP = `
Puts archived deliveries back on the delivery queue, chosen by when they were received. A delivery goes back whole:
filters choose deliveries that contain a matching change, and every change in these is replayed.

Without --again the worker sees them as it would see Meta's retries: what was claimed before stays out, what the claim
table has never seen is emitted. That holds as long as changes are remembered, so older deliveries are refused. What
waits among the dead letters is claimed: dead-letters redrive gets it out.

With --again everything is emitted once more, on purpose: for consumers that need the events a second time, or where
a claim's delivery is gone. All messages of a run carry one nonce, so that the run itself emits nothing twice. If
a filter means only some of a delivery's changes, the run is refused before anything is sent, unless
--whole-deliveries says that the others may be emitted again too.

Replayed events carry replayOf, the deliveryId under which they first came.

What was sent is noted in the state file, batch by batch. After Ctrl-C, a crash or a failing queue, --resume goes on
from there; what was under way may be sent again, and the claims keep it from being emitted twice.
${TIMES}

Examples:
  npm run receiver -- replay --from 2h --dry-run
  npm run receiver -- replay --from 2026-01-31T12:00Z --to 2026-01-31T13:00Z
  npm run receiver -- replay --from 1h --field comments --again --rate 20
  npm run receiver -- replay --resume .receiver-replay-019b7600-0000-7000-8000-000000000001.json`;

/** Adds `replay`. */
export function addReplay(program: Command, start: Start): void {
  addFilterOptions(
    program
      .command('replay')
      .description('put archived deliveries back on the delivery queue')
      .option('--from <time>', 'received at or after')
      .option('--to <time>', 'received before (default: now)'),
  )
    .option('--rate <n>', 'deliveries a second at most', wholeNumber(1, 1_000), 50)
    .option('--again', 'emit on purpose what was emitted before')
    .option(
      '--whole-deliveries',
      'with --again: emit all changes of a delivery again, though the filter means only some',
    )
    .option(
      '--window-days <n>',
      'how long a change is remembered (default: what the worker was deployed with)',
      wholeNumber(1, 365),
    )
    .option('--dry-run', 'say what would be sent, send nothing')
    .option('--state <file>', 'where to note what was sent (default: .receiver-replay-<run>.json)')
    .option('--resume <file>', 'continue the run of this state file, with its own range and filters')
    .addHelpText('after', HELP)
    .action(async (options: ReplayOptions, command: Command) =>
      start(command, async (context) => replay(context, options)),
    );
}

async function replay(context: Context, options: ReplayOptions): Promise<ExitCode> {
  if (options.resume !== undefined) return resume(context, options.resume, options);
  const plan = await planOf(context, options);
  if (options.dryRun === true) return dryRun(context, plan, new Set());
  return closing(await createState(options.state ?? `.receiver-replay-${plan.runId}.json`, plan), async (state) =>
    run(context, state, options),
  );
}

async function planOf({ ports, ...context }: Context, options: ReplayOptions): Promise<ReplayPlan> {
  const { from, to, again, app, object, field, entryId, deliveryId, wholeDeliveries } = options;
  if (from === undefined)
    throw new CliError('USAGE', {
      message: '--from is missing',
      hint: 'say which deliveries: --from 2h, or --resume <file> to continue a run',
    });
  const range = parseRange({ from, to }, ports.now());
  const plan: ReplayPlan = {
    runId: ports.newId(),
    ...(again === true && { nonce: ports.newId() }),
    from: new Date(range.fromMs).toISOString(),
    to: new Date(range.toMs).toISOString(),
    filter: { app, object, field, entryId, deliveryId },
    queueUrl: context.stack.output('DeliveryQueueUrl'),
    bucket: context.stack.output('ArchiveBucketName'),
  };
  if (again !== true) await mustBeInsideWindow({ ports, ...context }, range.fromMs, options.windowDays);
  else if (looksInside(plan.filter) && wholeDeliveries !== true) await mustMatchWhole({ ports, ...context }, plan);
  return plan;
}

/** Nothing more than what was asked for is emitted again. */
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
      `the filter means only some changes of ${countOf(partial, 'delivery', 'deliveries')} ` +
      `(${sanitize(example)}${partial > 1 ? ' and others' : ''}): ${countOf(others, 'other change')} would be ` +
      `emitted again too; nothing was sent`,
    hint: '--whole-deliveries allows it; archive list with the same filter shows them',
  });
}

async function resume(context: Context, path: string, options: ReplayOptions): Promise<ExitCode> {
  const given = (
    ['from', 'to', 'app', 'object', 'field', 'entryId', 'deliveryId', 'state', 'again', 'wholeDeliveries'] as const
  ).filter((name) => options[name] !== undefined);
  if (given.length > 0) {
    throw new CliError('USAGE', {
      message: '--resume takes range, filters and --again from its file',
      hint: 'leave them out; --rate, --window-days and --dry-run may be given',
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
  if (
    plan.queueUrl !== context.stack.output('DeliveryQueueUrl') ||
    plan.bucket !== context.stack.output('ArchiveBucketName')
  ) {
    throw new CliError('STATE_FILE', {
      message: `the run of ${path} was for another stack`,
      hint: 'name the stack, region and profile with which it began',
    });
  }
  if (plan.nonce === undefined) await mustBeInsideWindow(context, Date.parse(plan.from), options.windowDays);
  return options.dryRun === true ? dryRun(context, plan, state.sent) : run(context, state, options);
}

async function run(context: Context, state: ReplayState, { rate }: ReplayOptions): Promise<ExitCode> {
  const { output } = context;
  const summary = newReplaySummary();
  output.note(
    `run ${state.plan.runId}, state in ${state.path}; if it is interrupted: npm run receiver -- replay ` +
      `--resume ${state.path}`,
  );
  try {
    await sendAll(context, state, { summary, rate });
  } finally {
    output.document({ ...headOf(state.plan), state: state.path, ...totalsOf(summary) });
    tellTotals(context, state.plan, { summary, sent: 'sent' });
  }
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
    output.line(
      `would send  ${sanitize(deliveryId)}  ${sanitize(receivedAt)}  ${sanitize(app)}  ` +
        `${countOf(changes.length, 'change')}${whole}`,
    );
  }
  if (summary.sent > 0) output.line();
  writer.end({ dryRun: true, ...headOf(plan), ...totalsOf(summary) });
  tellTotals(context, plan, { summary, sent: 'would send' });
  return failed(summary);
}

function headOf({ runId, nonce, from, to }: ReplayPlan) {
  return { runId, again: nonce !== undefined, from, to };
}

function totalsOf({ read, matched, sent, changes, skipped, lost, faults }: ReplaySummary) {
  return { read, matched, sent, skipped: Object.fromEntries(skipped), changes, lost, faults };
}

const SKIPS: Readonly<Record<SkipReason, string>> = {
  ...BODY_PROBLEMS,
  SENT_BEFORE: 'sent before the run was interrupted',
};

function tellTotals(
  { output }: Context,
  { from, to, nonce }: ReplayPlan,
  { summary, sent }: { readonly summary: ReplaySummary; readonly sent: string },
): void {
  const skipped = [...summary.skipped.values()].reduce((sum, count) => sum + count, 0);
  const facts = keyValueLines({
    received: rangeText({ fromMs: Date.parse(from), toMs: Date.parse(to) }),
    read: summary.read,
    matched: summary.matched,
    [sent]: summary.sent,
    skipped,
    changes:
      `${formatNumber(summary.changes)} in ` +
      `these${nonce === undefined ? '; those claimed before stay out' : ', to be emitted again'}`,
  });
  for (const fact of facts) output.line(fact);
  for (const [reason, count] of summary.skipped) output.line(`  ${formatNumber(count)} x ${reason}: ${SKIPS[reason]}`);
  for (const { deliveryId, reason } of summary.lost) output.note(`${reason}  ${sanitize(deliveryId)}`);
  tellFaults(summary.faults, output);
}

function failed({ lost, faults }: ReplaySummary): ExitCode {
  return lost.length + faults.length > 0 ? 1 : 0;
}
