/** The CPU time of a warm POST beside the call that it makes, with the log on, in blocks of some seconds. */
import { INGRESS_ASSET } from '../assets.ts';
import { commentsBody, signedEvent } from '../events.ts';
import { figure, type Figure } from '../figure.ts';
import { lambdaEnvironment, startInvoker } from '../invoker.ts';
import { bundlePeer } from '../peers/bundle-peer.ts';
import { startStub } from '../stub/stub.ts';
import { inTurn, printFigures, withFolder } from './measurement.ts';

const BLOCK = 1_000;
const ROUNDS = 31;
/** Blocks until the compiler of the engine has settled. */
const WARM_UP = 4;

export async function measureWarm(): Promise<Figure[]> {
  return withFolder(async (folder) => {
    const stub = await startStub({ rttMs: 0 });
    const environment = lambdaEnvironment(stub.environment);
    const post = await startInvoker(INGRESS_ASSET, environment);
    const bare = await startInvoker(bundlePeer('send-message', folder), environment);
    const body = commentsBody(1);
    const block = {
      ours: { event: signedEvent(body), times: BLOCK },
      theirs: { event: { body: body.toString() }, times: BLOCK },
    };
    await post.invoke({ ...block.ours, times: WARM_UP * BLOCK });
    await bare.invoke({ ...block.theirs, times: WARM_UP * BLOCK });
    const pairs = await inTurn(
      ROUNDS,
      async () => post.invoke(block.ours),
      async () => bare.invoke(block.theirs),
    );
    for (const one of [post, bare, stub]) one.stop();
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
