/** A configuration with every switch on. What it leaves out can only be a number or a text. */
export const EVERYTHING_ON = {
  apps: { meta: {}, shop: { description: 'EU web shop' } },
  ingress: { reservedConcurrency: 10 },
  worker: { batchWindowSeconds: 20 },
} as const;
