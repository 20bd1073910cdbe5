import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  Architecture,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import type { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { policyStatement } from '../policy-statement.ts';
import { permitKeyFirst, type KeyUse } from './key-policy.ts';
import { acknowledgeObjectPrefix } from './object-prefix.ts';

/** Properties of a function. */
export interface HandlerFunctionProps {
  /** Bundle with an `index.mjs` that exports `handler`. */
  readonly code: Code;
  /** Purpose of the function, in one line. */
  readonly description: string;
  readonly memorySize: number;
  readonly timeout: Duration;
  readonly logRetention: RetentionDays;
  /** Encrypts the log group. @default - the key of CloudWatch Logs */
  readonly key?: IKey;
  /** Names and settings only. Never put a secret here. */
  readonly environment: Record<string, string>;
  /** @default - none: the function shares the account's concurrency */
  readonly reservedConcurrency?: number;
}

/**
 * Creates a function with its own log group and role. The role may write to that log group; all other permissions must
 * be added with {@link permit}.
 */
export class LeastPrivilegeFunction extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: HandlerFunctionProps) {
    super(scope, id);
    this.logGroup = new LogGroup(this, 'Log', {
      retention: props.logRetention,
      encryptionKey: props.key,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.function = new LambdaFunction(this, 'Function', {
      code: props.code,
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      description: props.description,
      memorySize: props.memorySize,
      timeout: props.timeout,
      reservedConcurrentExecutions: props.reservedConcurrency,
      environment: props.environment,
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      // Omits what Lambda logs about each success. Failures and timeouts are warnings.
      // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html (2026-11)
      systemLogLevelV2: SystemLogLevel.WARN,
      role: new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }),
    });
    this.grantActions(['logs:CreateLogStream', 'logs:PutLogEvents'], [this.logGroup.logGroupArn]);
  }

  /**
   * Allows the function to perform exactly these actions.
   * @param actions - full names, for example `sqs:SendMessage`
   * @param resources - ARNs
   */
  grantActions(actions: readonly string[], resources: readonly string[]): void {
    this.function.addToRolePolicy(policyStatement(actions, resources));
  }

  /** Allows the function to use the key through services, but not directly. See {@link permitKeyFirst}. */
  permitKey(use: KeyUse): void {
    permitKeyFirst(this.function, use);
  }

  /**
   * Allows the function to perform these actions on the objects under these prefixes of a bucket.
   * @param prefixes - with the trailing slash, for example `oversize/`
   */
  permitBelow(actions: readonly string[], bucket: IBucket, prefixes: readonly string[]): void {
    this.grantActions(
      actions,
      prefixes.map((prefix) => bucket.arnForObjects(`${prefix}*`)),
    );
    for (const prefix of prefixes) acknowledgeObjectPrefix(this, bucket, prefix);
  }
}
