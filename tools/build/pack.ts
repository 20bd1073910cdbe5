import { restoreManifest, usePublishedManifest } from './manifest.ts';

// npm runs this before and after it packs: `node tools/build/pack.ts before | after`.
if (process.argv[2] === 'before') usePublishedManifest();
else restoreManifest();
