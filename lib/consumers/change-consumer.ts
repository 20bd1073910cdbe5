import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Rule } from 'aws-cdk-lib/aws-events';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { FunctionOptions } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, LogLevel, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { NodejsFunctionProps } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ConfigurationError, show } from '../configuration/rules.ts';
import type { IMetaWebhooks } from '../meta-webhooks-interface.ts';
import { policyStatement } from '../policy-statement.ts';
import type { ChangeDetailType } from './change-pattern.ts';
import { ChangeRule, type ChangeRuleSettings } from './change-rule.ts';

const MEMORY_MB = 256;
const TIMEOUT = Duration.seconds(30);
/** Our own properties. The function must not get them too. */
const OWN_PROPERTIES = [
  'webhooks',
  'logRetention',
  'detailType',
  'kinds',
  'app',
  'maxEventAge',
  'retryAttempts',
  'enabled',
  'idempotency',
  'largeValues',
] as const satisfies readonly (keyof ChangeConsumerProps<ChangeDetailType>)[];

/** Lets bundled CommonJS packages load Node's own modules in an ES module. */
const REQUIRE = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

/** Properties of a {@link ChangeConsumer} other than the receiver: those of the rule and of `NodejsFunction`. */
export interface ChangeConsumerOptions<T extends ChangeDetailType>
  extends
    ChangeRuleSettings<T>,
    Omit<NodejsFunctionProps, 'code' | 'entry' | 'logRetention' | keyof ChangeRuleSettings<ChangeDetailType>> {
  /**
   * File that exports `handler`, relative to the working directory. It is bundled with esbuild at synthesis.
   * @default - `code`
   */
  readonly entry?: string;
  /**
   * Folder with an `index.mjs` or `index.js` that exports `handler`, for code that you bundle yourself.
   * @default - `entry`
   */
  readonly code?: string;
  /**
   * Time for which the logs are kept. It does not apply to a `logGroup` of your own.
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;
  /**
   * Creates the table with which `changeHandler` is idempotent.
   * @default true
   */
  readonly idempotency?: boolean;
  /**
   * Allows the function to read values over 240 KB from the receiver's bucket, for `loadValue`.
   * @default true if the bucket of the receiver is known
   */
  readonly largeValues?: boolean;
}

/** Properties of a {@link ChangeConsumer}. */
export interface ChangeConsumerProps<T extends ChangeDetailType> extends ChangeConsumerOptions<T> {
  /** The receiver: in this stack, in another stack, or imported. */
  readonly webhooks: IMetaWebhooks;
}

/**
 * A function that processes changes: its code from one file, its rule, dead-letter queue and idempotency table. The
 * function has Node.js 24 on arm64, 256 MB, 30 seconds, logs for a month, and a role with only the permissions that it
 * needs. All of `NodejsFunctionProps` can be set.
 * @example
 * new ChangeConsumer(this, 'Comments', { webhooks, detailType: 'instagram.comments', entry: 'consumers/comments.ts' });
 */
export class ChangeConsumer<T extends ChangeDetailType = ChangeDetailType> extends Construct {
  readonly function: LambdaFunction;
  readonly changeRule: ChangeRule<T>;
  readonly rule: Rule;
  /** Events that the function did not get, or for which it threw three times. */
  readonly deadLetterQueue: Queue;
  /** Absent if `idempotency` is false. */
  readonly idempotencyTable?: Table;

  /**
   * @throws {@link ConfigurationError} CONFIGURATION_INVALID for an unknown name, or unless there is either `entry` or
   * `code`; MISSING_ESBUILD if `entry` cannot be bundled
   */
  constructor(scope: Construct, id: string, props: ChangeConsumerProps<T>) {
    super(scope, id);
    this.function = this.addFunction(props);
    const { detailType, kinds, app, maxEventAge, retryAttempts, enabled, webhooks } = props;
    this.changeRule = new ChangeRule<T>(this, 'Changes', {
      webhooks,
      detailType,
      kinds,
      app,
      maxEventAge,
      retryAttempts,
      enabled,
      target: this.function,
      idempotency: props.idempotency ?? true,
      largeValues: props.largeValues ?? webhooks.bucket !== undefined,
    });
    this.rule = this.changeRule.rule;
    this.deadLetterQueue = this.changeRule.deadLetterQueue;
    this.idempotencyTable = this.changeRule.idempotencyTable;
  }

  private addFunction(props: ChangeConsumerProps<T>): LambdaFunction {
    const { entry, code, bundling, ...rest } = props;
    const options = {
      description: `Processes ${[props.detailType].flat().join(', ')}`.slice(0, 256),
      memorySize: MEMORY_MB,
      timeout: TIMEOUT,
      architecture: Architecture.ARM_64,
      runtime: Runtime.NODEJS_24_X,
      loggingFormat: LoggingFormat.JSON,
      ...this.addLogAndRole(props),
      ...withoutOwnProperties(rest),
    };
    if (code !== undefined && entry === undefined) {
      return new LambdaFunction(this, 'Function', { ...options, code: Code.fromAsset(code), handler: 'index.handler' });
    }
    if (entry === undefined || code !== undefined) throw this.invalid('needs either entry or code');
    if (!existsSync(entry)) throw this.invalid(`entry is ${show(entry)}: there is no such file`);
    requireEsbuild(process.cwd());
    return new NodejsFunction(this, 'Function', {
      ...options,
      entry,
      bundling: {
        format: OutputFormat.ESM,
        target: 'node24',
        mainFields: ['module', 'main'],
        minify: true,
        externalModules: [],
        banner: REQUIRE,
        logLevel: LogLevel.WARNING,
        ...bundling,
      },
    });
  }

  /** Adds a log group and a role that may only write to it, unless the properties have them. */
  private addLogAndRole({ logGroup: given, role, logRetention, webhooks }: ChangeConsumerProps<T>): FunctionOptions {
    const logGroup = (given as ILogGroup | undefined) ?? this.addLogGroup(logRetention, webhooks);
    if (role) return { logGroup, role };
    const own = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    own.addToPolicy(policyStatement(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]));
    return { logGroup, role: own };
  }

  private addLogGroup(retention = RetentionDays.ONE_MONTH, { encryptionKey }: IMetaWebhooks): LogGroup {
    return new LogGroup(this, 'Log', { retention, encryptionKey, removalPolicy: RemovalPolicy.DESTROY });
  }

  private invalid(problem: string): ConfigurationError {
    const hint = 'Set entry to a file that exports handler, or code to a folder with bundled code.';
    return new ConfigurationError('CONFIGURATION_INVALID', hint, [`${this.node.path}: ${problem}`]);
  }
}

/**
 * Checks that esbuild is installed. Without it, CDK would try to use Docker.
 * @param folder - folder of the app
 * @throws {@link ConfigurationError} MISSING_ESBUILD
 */
export function requireEsbuild(folder: string): void {
  try {
    createRequire(join(folder, 'package.json')).resolve('esbuild');
  } catch (cause) {
    const hint = 'Run npm install --save-dev esbuild, or set code to a folder with bundled code instead of entry.';
    throw new ConfigurationError('MISSING_ESBUILD', hint, [`esbuild is not installed in ${folder}: ${String(cause)}`]);
  }
}

function withoutOwnProperties<P extends object>(props: P): Omit<P, (typeof OWN_PROPERTIES)[number]> {
  const names: readonly string[] = OWN_PROPERTIES;
  return Object.fromEntries(Object.entries(props).filter(([name]) => !names.includes(name))) as Omit<
    P,
    (typeof OWN_PROPERTIES)[number]
  >;
}
