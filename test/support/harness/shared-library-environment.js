import process from 'node:process';
import OneErrorEnvironment from './one-error-environment.js';

/**
 * Jest environment for suites that share libraries (`shared-library-runtime.js`). Shared code reads the environment
 * variables of the process, so the suite does too, instead of a copy. Its changes end with the suite.
 */
export default class SharedLibraryEnvironment extends OneErrorEnvironment {
  constructor(config, context) {
    super(config, context);
    this.variables = { ...process.env };
    this.global.process.env = process.env;
    Object.assign(this.global, { Date, Map, Set });
  }

  async teardown() {
    for (const name of Object.keys(process.env))
      if (!(name in this.variables)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, this.variables);
    await super.teardown();
  }
}
