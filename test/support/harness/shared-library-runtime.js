import { createRequire } from 'node:module';
import { Script } from 'node:vm';

const load = createRequire(import.meta.url);
const { default: Runtime } = load('jest-runtime');
/** Large libraries without state of their own between suites: the CDK and the AWS SDK. */
const SHARED = /\/node_modules\/(aws-cdk-lib|constructs|cdk-nag|@aws-cdk|@aws-sdk|@smithy|@aws)\//;
const scripts = new Map();

/**
 * Loads these libraries once per worker process. Jest loads every module anew for every suite, and the CDK takes most
 * of the time of a suite that synthesizes a stack, the SDK a large part of one that calls a service.
 *
 * All other libraries, Jest's own among them, are compiled once per worker process and then run for every suite.
 */
export default class SharedLibraryRuntime extends Runtime {
  constructor(...options) {
    super(...options);
    const { executor } = this;
    const compileAnew = executor.compile.bind(executor);
    executor.compile = (source, filename) => compileOnce(source, filename, executor) ?? compileAnew(source, filename);
  }

  requireModule(from, moduleName, ...options) {
    if (moduleName !== undefined && SHARED.test(moduleName)) return load(moduleName);
    return super.requireModule(from, moduleName, ...options);
  }
}

/** Returns undefined for a module with a dynamic import, which needs a callback of the suite that loads it. */
function compileOnce(source, filename, { environment, injectedModuleParameters: parameters }) {
  const context = environment.getVmContext();
  if (context === null || source.includes('import(')) return undefined;
  const known = scripts.get(filename);
  if (known?.source === source) return known.script.runInContext(context);
  const head = `(function (${parameters.join()}) {`;
  try {
    const script = new Script(`${head}${source}\n})`, { filename, columnOffset: -head.length });
    scripts.set(filename, { source, script });
    return script.runInContext(context);
  } catch {
    return undefined;
  }
}
