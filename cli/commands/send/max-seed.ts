/** The highest seed of `--simulate-retries`. */
export const MAX_SEED = 2 ** 32 - 1;
