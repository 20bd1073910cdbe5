import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { CfnSecret, ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Validations, type RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

/** Properties of an account's token. */
export interface AccountTokenProps {
  readonly accountId: string;
  /** @default - the AWS managed key of Secrets Manager */
  readonly key?: IKey;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * Stores the access token for replies of an Instagram account: `{"accessToken":""}`. Set it after the deployment; until
 * then mentions are queued for manual review.
 */
export class AccountToken extends Construct {
  readonly secret: ISecret;

  constructor(scope: Construct, id: string, props: AccountTokenProps) {
    super(scope, id);
    const secret = new Secret(this, 'Secret', {
      description: `Instagram account ${props.accountId}: access token for replies to mentions`,
      // Never change this block: Secrets Manager would generate a new value and overwrite the token.
      generateSecretString: {
        secretStringTemplate: '{"accessToken":""}',
        generateStringKey: 'unused',
        excludePunctuation: true,
        passwordLength: 8,
      },
      removalPolicy: props.removalPolicy,
    });
    // Set on the CloudFormation resource: the encryptionKey property of CDK would let the whole account use the key.
    (secret.node.defaultChild as CfnSecret).kmsKeyId = props.key?.keyArn;
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Meta issues the token. Only a person who logs in at Meta can create a new one.',
    });
    this.secret = secret;
  }
}
