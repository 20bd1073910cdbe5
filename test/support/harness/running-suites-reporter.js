import { performance } from 'node:perf_hooks';
import process from 'node:process';

/** Jest reporter that names the suites still running when a signal ends the run, as the CI ends a run that hangs. */
export default class RunningSuitesReporter {
  #running = new Map();

  onRunStart() {
    process.once('SIGTERM', () => {
      const now = performance.now();
      for (const [path, startedAt] of this.#running) {
        process.stderr.write(`still running: ${path}, for ${Math.round((now - startedAt) / 1000)} s\n`);
      }
      // 128 and the number of the signal, as a shell says it.
      process.exit(143);
    });
  }

  onTestFileStart({ path }) {
    this.#running.set(path, performance.now());
  }

  onTestFileResult({ path }) {
    this.#running.delete(path);
  }
}
