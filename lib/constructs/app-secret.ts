import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Validations, type RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

/** Properties of an app's secret. */
export interface AppSecretProps {
  /** Key of the app. */
  readonly app: string;
  /** @default - none */
  readonly description?: string;
  /** @default - the AWS managed key of Secrets Manager */
  readonly key?: IKey;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * Stores the app secret and verify token of one Meta app: `{"appSecret":"","verifyToken":"<generated>"}`. Set the app
 * secret after the deployment; until then ingress responds 503 to each POST.
 */
export class AppSecret extends Construct {
  readonly secret: Secret;

  constructor(scope: Construct, id: string, props: AppSecretProps) {
    super(scope, id);
    this.secret = new Secret(this, 'Secret', {
      description: `Meta app ${props.app}: app secret and verify token${props.description ? ` (${props.description})` : ''}`,
      // Never change this block: Secrets Manager would generate a new value and overwrite the app secret.
      generateSecretString: {
        secretStringTemplate: '{"appSecret":""}',
        generateStringKey: 'verifyToken',
        excludePunctuation: true,
        passwordLength: 40,
      },
      removalPolicy: props.removalPolicy,
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Meta issues the secret. Only the App Dashboard can rotate it, and there is no API for that.',
    });
    // Set on the CloudFormation resource: the encryptionKey property of CDK would let the whole account use the key.
    (this.secret.node.defaultChild as CfnSecret).kmsKeyId = props.key?.keyArn;
  }
}
