/** The environment variable with which a child process starts in half the time: node keeps what it has compiled. */
export const COMPILE_CACHE: NodeJS.ProcessEnv = { NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] };
