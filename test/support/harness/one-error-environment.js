import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { TestEnvironment } from 'jest-environment-node';

/** What keeps a process alive after its work: sockets, servers and child processes. */
const KEEPS_ALIVE = new Set(['TCPSocketWrap', 'TCPServerWrap', 'ProcessWrap']);
/** Closing takes a moment, and longer on a busy machine. */
const PAUSE_MS = 10;
const LIMIT_MS = 60_000;

/**
 * Jest environment with one `Error` class, as in Node. Jest runs tests in a separate context, where errors of Node's
 * core (such as a broken socket) are not `instanceof Error`. The AWS SDK checks this before it decides about a retry.
 *
 * A suite that leaves a socket or a child process open fails. Otherwise Jest ends the worker by force after the last
 * suite, and its warning names none.
 */
export default class OneErrorEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.global.Error = Error;
    this.openBefore = keptOpen().length;
  }

  async teardown() {
    await super.teardown();
    const since = performance.now();
    while (keptOpen().length > this.openBefore) {
      if (performance.now() - since > LIMIT_MS)
        throw new Error(`The suite left open: ${keptOpen().join(', ')}. Close them in afterAll.`);
      await pause(PAUSE_MS);
    }
  }
}

const keptOpen = () => process.getActiveResourcesInfo().filter((resource) => KEEPS_ALIVE.has(resource));
