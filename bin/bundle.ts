import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleLambda, bundleSize, type LambdaName } from '../lib/lambda-bundle.ts';

const NAMES: readonly LambdaName[] = ['ingress', 'worker', 'story-insights', 'mention-replies'];
/** The code that the package brings, and that the benchmarks measure. */
const ASSETS = join(import.meta.dirname, '../assets');

rmSync(ASSETS, { recursive: true, force: true });
for (const name of NAMES) {
  const { staticBytes, totalBytes } = bundleSize(bundleLambda(name, join(ASSETS, name)));
  console.log(`${name}  ${staticBytes} bytes loaded at start, ${totalBytes} in total  assets/${name}/`);
}
