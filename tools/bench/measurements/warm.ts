/** The CPU time of a warm POST beside the call that it makes, with the log on, in blocks of some seconds. */
import { INGRESS_ASSET } from '../assets.ts';
import { commentsBody, signedEvent } from '../events.ts';
import { figure, type Figure } from '../figure.ts';
import { lambdaEnvironment, startInvoker, type Invoked } from '../invoker.ts';
import { bundlePeer } from '../peers/bundle-peer.ts';
import { startStub } from '../stub/stub.ts';
import { inTurn, printFigures, withFolder, type Pair } from './measurement.ts';

const BLOCK = 2_500;
const ROUNDS = 10;
/** Pairs of processes: each has its own layout of memory, which moves its time by some hundredths. */
const PAIRS = 5;
/** Blocks until the compiler of the engine has settled. */
const WARM_UP = 2;

async function measurePair(bareFile: string): Promise<readonly Pair<Invoked>[]> {
  const stub = await startStub({ rttMs: 0 });
  const environment = lambdaEnvironment(stub.environment);
  const post = await startInvoker(INGRESS_ASSET, environment);
  const bare = await startInvoker(bareFile, environment);
  const body = commentsBody(1);
  const ours = { event: signedEvent(body), times: BLOCK };
  const theirs = { event: { body: body.toString() }, times: BLOCK };
  await post.invoke({ ...ours, times: WARM_UP * BLOCK });
  await bare.invoke({ ...theirs, times: WARM_UP * BLOCK });
  const pairs = await inTurn(
    ROUNDS,
    async () => post.invoke(ours),
    async () => bare.invoke(theirs),
  );
  for (const one of [post, bare, stub]) one.stop();
  return pairs;
}

export async function measureWarm(): Promise<Figure[]> {
  return withFolder(async (folder) => {
    const bareFile = bundlePeer('send-message', folder);
    const pairs: Pair<Invoked>[] = [];
    for (let i = 0; i < PAIRS; i += 1) pairs.push(...(await measurePair(bareFile)));
    const ratios = pairs.map(({ ours, theirs }) => ours.cpuMs / theirs.cpuMs);
    return [
      figure('CPU of a warm POST / bare SendMessage', ratios, { unit: 'ratio', atMost: 1.12 }),
      figure(
        'CPU of a warm POST',
        pairs.map(({ ours }) => ours.cpuMs / BLOCK),
        { unit: 'ms' },
      ),
    ];
  });
}

await printFigures(measureWarm);
