import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { TestEnvironment } from 'jest-environment-node';

/** What keeps a process alive after its work: sockets, servers, child processes and timers. */
const KEEPS_ALIVE = new Set(['TCPSocketWrap', 'TCPServerWrap', 'ProcessWrap', 'Timeout']);
/** Closing takes a moment, and longer on a busy machine. */
const PAUSE_MS = 10;
const LIMIT_MS = 60_000;

// A worker that has nothing left to do ends here. Otherwise Node first frees its heap, which on a busy machine takes
// longer than the half second after which Jest ends a worker by force, with a warning.
if (process.send !== undefined) process.once('beforeExit', () => process.exit());

/**
 * Jest environment with one `Error` class, as in Node. Jest runs tests in a separate context, where errors of Node's
 * core (such as a broken socket) are not `instanceof Error`. The AWS SDK checks this before it decides about a retry.
 * `shared-library-runtime.js` keeps the SDK and the CDK outside of that context: a suite has their `Date`, `Map` and
 * `Set`, and the environment variables that they read. Its changes of these end with the suite.
 *
 * A suite that leaves a socket, a child process or a timer behind fails. Otherwise Jest ends the worker by force after
 * the last suite, and its warning names none. The timers of the AWS SDK for a connection that was refused end by
 * themselves, within a second: the suite waits for them.
 */
export default class SuiteEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    Object.assign(this.global, { Error, Date, Map, Set });
    this.variables = { ...process.env };
    this.global.process.env = process.env;
    this.openBefore = keptOpen().length;
  }

  async teardown() {
    for (const name of Object.keys(process.env))
      if (!(name in this.variables)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, this.variables);
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
