import { TestEnvironment } from 'jest-environment-node';

/**
 * Jest runs tests in a context of its own, where errors of Node's core (a socket that hangs up) are no `instanceof
 * Error`; the AWS SDK asks just that before it decides whether to try again. Here there is one `Error`, as in Node.
 */
export default class OneErrorEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.global.Error = Error;
  }
}
