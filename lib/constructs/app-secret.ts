import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { pascalCase } from '../pascal-case.ts';

export interface AppSecretProps {
  /** The app's key. */
  readonly app: string;
  /** @default - none */
  readonly description?: string;
  /** @default - Secrets Manager's own */
  readonly key?: IKey;
}

/**
 * Holds one Meta app's secret and verify token: `{"appSecret":"","verifyToken":"<generated>"}`. The owner fills in the
 * app secret after the deployment; until then every POST is answered with 503.
 */
export class AppSecret extends Construct {
  readonly secret: Secret;

  constructor(scope: Construct, id: string, props: AppSecretProps) {
    super(scope, id);
    this.secret = new Secret(this, 'Secret', {
      description: `Meta app ${props.app}: app secret and verify token${props.description ? ` (${props.description})` : ''}`,
      // Never change this block: Secrets Manager would generate a new value over the owner's app secret.
      generateSecretString: {
        secretStringTemplate: '{"appSecret":""}',
        generateStringKey: 'verifyToken',
        excludePunctuation: true,
        passwordLength: 40,
      },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'The secret is Meta’s: only the App Dashboard can make a new one, and no function can ask it to.',
    });
    const secret = this.secret.node.defaultChild as CfnSecret;
    secret.overrideLogicalId(`Secret${pascalCase(props.app)}`);
    // Here and not above: CDK would let the whole account use the key.
    secret.kmsKeyId = props.key?.keyArn;
  }
}
