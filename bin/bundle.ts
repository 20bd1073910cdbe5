import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleLambda, bundleSize, type LambdaName } from '../lib/lambda-bundle.ts';

const NAMES: readonly LambdaName[] = ['ingress', 'worker', 'story-insights', 'mention-replies'];
const DIST = join(import.meta.dirname, '../dist');

rmSync(DIST, { recursive: true, force: true });
for (const name of NAMES) {
  const { staticBytes, totalBytes } = bundleSize(bundleLambda(name, join(DIST, name)));
  console.log(`${name}  ${staticBytes} bytes loaded at start, ${totalBytes} in total  dist/${name}/`);
}
