import { join } from 'node:path';

const ASSETS = join(import.meta.dirname, '../../assets');

/** The code of ingress as it is deployed. */
export const INGRESS_ASSET = join(ASSETS, 'ingress/index.mjs');
/** The code of the worker as it is deployed. */
export const WORKER_ASSET = join(ASSETS, 'worker/index.mjs');
