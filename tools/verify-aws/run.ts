/**
 * `npm run verify:aws`: deploys a receiver under a name of its own into your AWS account, asks the questions that only
 * AWS can answer, prints facts, and deletes everything that it made, also after Ctrl-C.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { askYes } from './ask-yes.ts';
import { cleanUp, findLeftovers } from './clean-up/clean-up.ts';
import { findStacks } from './clean-up/stacks.ts';
import { connectAws, type Aws } from './connect-aws.ts';
import { deployStacks, hasMonitoring, synthesizeStacks } from './deploy-stacks.ts';
import { estimateCost, formatCost } from './estimate-cost.ts';
import { formatFacts, summarizeFacts, type Fact } from './facts.ts';
import { findAccount, type Account } from './find-account.ts';
import { HELP, readOptions, type Options } from './options.ts';
import { askQuestions } from './questions/ask-questions.ts';
import { NAME_PREFIX } from './run-name.ts';
import type { Verification } from './verification.ts';
import { formatError, VerifyError } from './verify-error.ts';

const DEPLOYMENT = { encryption: 'AWS_OWNED' } as const;

const stopping = new AbortController();
let exitSignal: keyof typeof constants.signals | undefined;
for (const name of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    const again = 'Still deleting. If you have to stop it, run `npm run verify:aws -- --clean-up` afterwards.';
    progress(exitSignal === undefined ? `${name}: stopping, then deleting what was made` : again);
    exitSignal ??= name;
    stopping.abort(new Error(`ended by ${name}`));
  });
}
process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  try {
    return await start(readOptions(args));
  } catch (error) {
    console.error(formatError(error));
    if (exitSignal !== undefined) return 128 + constants.signals[exitSignal];
    return error instanceof VerifyError && ['USAGE', 'NO_TERMINAL'].includes(error.code) ? 2 : 1;
  }
}

async function start(options: Options): Promise<number> {
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  if (options.profile !== undefined) process.env['AWS_PROFILE'] = options.profile;
  const region = options.region ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'];
  if (region !== undefined) process.env['AWS_REGION'] = region;
  const aws = connectAws(process.env['AWS_ENDPOINT_URL']);
  const account = await findAccount(aws);
  const emulator = aws.emulator === undefined ? '' : `, emulator ${aws.emulator}`;
  progress(`account ${account.id}, region ${account.region}${emulator}`);
  return options.cleanUp ? deleteLeftovers(options, aws, account) : verify(options, aws, account);
}

async function deleteLeftovers(options: Options, aws: Aws, account: Account): Promise<number> {
  const place = { aws, account, prefix: options.isNamed ? options.name : NAME_PREFIX };
  const found = await findLeftovers(place);
  if (found.length === 0) {
    progress('nothing is left of earlier runs');
    return 0;
  }
  progress('Left by earlier runs, or in use by a run that is under way. Stacks also retain resources:');
  for (const { kind, id } of found) progress(`  ${kind} ${id}`);
  if (!options.yes) await askYes('Delete all of this?', stopping.signal);
  await cleanUp(place, progress);
  return 0;
}

async function verify(options: Options, aws: Aws, account: Account): Promise<number> {
  const { name } = options;
  await refuseExisting(aws, account, name);
  const folder = mkdtempSync(join(tmpdir(), 'meta-webhooks-aws-verify-'));
  const run: Verification = { name, account, aws, folder, signal: stopping.signal, progress };
  const facts: Fact[] = [];
  try {
    await confirm(options, run);
    await deployAndAsk(run, facts);
    return facts.some(({ status }) => status === 'failed') ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    if (facts.length > 0) printFacts(facts, options.json);
  }
}

async function refuseExisting({ cloudFormation }: Aws, { region }: Account, name: string): Promise<void> {
  const [existing] = await findStacks(cloudFormation, name);
  if (existing === undefined) return;
  throw new VerifyError('STACK_EXISTS', {
    message: `the stack ${existing} already exists in ${region}`,
    hint: `Choose another --stack-name, or delete it: npm run verify:aws -- --clean-up --stack-name ${name}`,
  });
}

/** Synthesizes, shows what would be made and what it costs, and asks. Nothing has been made so far. */
async function confirm({ yes }: Options, run: Verification): Promise<void> {
  const [receiver, monitoring] = await synthesizeStacks(run, DEPLOYMENT);
  const templates = [receiver, hasMonitoring(run) ? monitoring : undefined].filter((one) => one !== undefined);
  progress(`deploys ${run.name}, asks its questions for about an hour, and deletes everything again`);
  // The key that a later update adds.
  progress(formatCost(estimateCost([...templates, { Resources: { Key: { Type: 'AWS::KMS::Key' } } }])));
  if (!yes) await askYes(`Deploy to account ${run.account.id}, region ${run.account.region}?`, run.signal);
}

async function deployAndAsk(run: Verification, facts: Fact[]): Promise<void> {
  try {
    progress('deploying');
    await deployStacks(run, DEPLOYMENT);
    await askQuestions(run, facts);
  } finally {
    progress('deleting everything that was made');
    await cleanUp({ aws: run.aws, account: run.account, prefix: run.name }, progress);
  }
}

function printFacts(facts: readonly Fact[], json: boolean): void {
  console.log(json ? JSON.stringify(facts, undefined, 2) : formatFacts(facts));
  progress(summarizeFacts(facts));
}

function progress(line: string): void {
  console.error(line);
}
