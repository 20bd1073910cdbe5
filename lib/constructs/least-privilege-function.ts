import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib/core';
import type { CfnElement, Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { policyStatement } from '../policy-statement.ts';
import { grantViaService } from './customer-key.ts';

export interface HandlerFunctionProps {
  /** Bundle with `index.mjs`, which exports `handler`. */
  readonly code: Code;
  /** What it is for, in one line. */
  readonly description: string;
  readonly memorySize: number;
  readonly timeout: Duration;
  readonly logRetention: RetentionDays;
  /** Encrypts its log. @default - CloudWatch's own */
  readonly key?: IKey;
  /** Names and settings only: a secret never goes here. */
  readonly environment: Record<string, string>;
  /** @default - none kept, the account's is shared */
  readonly reservedConcurrency?: number;
}

/**
 * A function with a log group and a role of its own. The role may write that log, and only what is {@link permit}ted
 * besides.
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
      // Two stacks in one account count apart.
      environment: { ...props.environment, POWERTOOLS_METRICS_NAMESPACE: Stack.of(this).stackName },
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      role: new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }),
    });
    this.permit(['logs:CreateLogStream', 'logs:PutLogEvents'], [this.logGroup.logGroupArn]);
  }

  /**
   * Lets the function do this, and no more.
   * @param actions - in full, e.g. `sqs:SendMessage`
   * @param resources - ARNs
   */
  permit(actions: readonly string[], resources: readonly string[]): void {
    this.function.addToRolePolicy(policyStatement(actions, resources));
  }

  /**
   * Lets the function have data encrypted and decrypted by these services with this key, and not use the key itself.
   * @param services - e.g. `sqs`
   */
  permitKey(key: IKey, actions: readonly string[], services: readonly string[]): void {
    this.function.addToRolePolicy(grantViaService(key, actions, services));
  }

  /**
   * Lets the function do this with the objects below these prefixes of a bucket.
   * @param prefixes - with their slash, e.g. `oversize/`
   */
  permitBelow(actions: readonly string[], bucket: IBucket, prefixes: readonly string[]): void {
    this.permit(
      actions,
      prefixes.map((prefix) => bucket.arnForObjects(`${prefix}*`)),
    );
    const logicalId = Stack.of(this).resolve((bucket.node.defaultChild as CfnElement).logicalId) as string;
    for (const prefix of prefixes) {
      const id = `AwsSolutions-IAM5[Resource::<${logicalId}.Arn>/${prefix}*]`;
      Validations.of(this).acknowledge({
        id,
        reason: 'Keys are made at run time; the prefix is as narrow as a policy can name them.',
      });
    }
  }
}
