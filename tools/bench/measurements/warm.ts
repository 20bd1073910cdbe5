/** The CPU time of a warm POST beside the call that it makes, with the log on, in blocks of some seconds. */
import { INGRESS_ASSET } from '../assets.ts';
import { commentsBody, signedEvent } from '../events.ts';
import { figure, type Figure } from '../figure.ts';
import { lambdaEnvironment, startInvoker, type Invoked } from '../invoker.ts';
import { bundlePeer } from '../peers/bundle-peer.ts';
import { startStub } from '../stub/stub.ts';
import { inTurn, printFigures, withFolder } from './measurement.ts';

const BLOCK = 2_500;
const ROUNDS = 10;
/** Pairs of processes: each has its own layout of memory, which moves its time by some hundredths. */
const PAIRS = 5;
/** Blocks until the compiler of the engine has settled. */
const WARM_UP = 2;

interface Pair {
  readonly ours: Invoked;
  readonly theirs: Invoked;
}

async function measurePair(bareFile: string): Promise<readonly Pair[]> {
  const stub = await startStub({ rttMs: 0 });
  const environment = lambdaEnvironment(stub.environment);
  const post = await startInvoker(INGRESS_ASSET, environment);
  const bare = await startInvoker(bareFile, environment);
  const body = commentsBody(1);
  const invokePost = async (times: number): Promise<Invoked> => post.invoke({ event: signedEvent(body), times });
  const invokeBare = async (times: number): Promise<Invoked> =>
    bare.invoke({ event: { body: body.toString() }, times });
  await invokePost(WARM_UP * BLOCK);
  await invokeBare(WARM_UP * BLOCK);
  const pairs = await inTurn(
    ROUNDS,
    async () => invokePost(BLOCK),
    async () => invokeBare(BLOCK),
  );
  for (const one of [post, bare, stub]) one.stop();
  return pairs;
}

export async function measureWarm(): Promise<Figure[]> {
  return withFolder(async (folder) => {
    const bareFile = bundlePeer('send-message', folder);
    const pairs: Pair[] = [];
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
