const { createRequire } = require('node:module');
const { default: Runtime } = require('jest-runtime');

const load = createRequire(__filename);
/** Large libraries with no state of their own between suites. */
const SHARED = /\/node_modules\/(aws-cdk-lib|constructs|cdk-nag|@aws-cdk)\//;

/**
 * Loads the CDK once per worker process. Jest loads every module anew for every suite, and the CDK takes most of the
 * time of a suite that synthesizes a stack.
 */
class SharedLibraryRuntime extends Runtime {
  requireModule(from, moduleName, options, isRequireActual) {
    if (moduleName !== undefined && SHARED.test(moduleName)) return load(moduleName);
    return super.requireModule(from, moduleName, options, isRequireActual);
  }
}

module.exports = { default: SharedLibraryRuntime, __esModule: true };
