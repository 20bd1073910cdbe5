import { TestEnvironment } from 'jest-environment-node';

/**
 * Jest environment with one `Error` class, as in Node. Jest runs tests in a separate context, where errors of Node's
 * core (such as a broken socket) are not `instanceof Error`. The AWS SDK checks this before it decides about a retry.
 */
export default class OneErrorEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.global.Error = Error;
  }
}
