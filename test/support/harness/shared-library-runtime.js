import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);
const { default: Runtime } = load('jest-runtime');
/** Large libraries without state of their own between suites: the CDK and the AWS SDK. */
const SHARED = /\/node_modules\/(aws-cdk-lib|constructs|cdk-nag|@aws-cdk|@aws-sdk|@smithy|@aws)\//;

/**
 * Loads these libraries once per worker process. Jest loads every module anew for every suite, and the CDK takes most
 * of the time of a suite that synthesizes a stack, the SDK a large part of one that calls a service.
 */
export default class SharedLibraryRuntime extends Runtime {
  requireModule(from, moduleName, ...options) {
    if (moduleName !== undefined && SHARED.test(moduleName)) return load(moduleName);
    return super.requireModule(from, moduleName, ...options);
  }
}
