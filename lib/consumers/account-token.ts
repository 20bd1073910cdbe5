import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { CfnSecret, ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

export interface AccountTokenProps {
  readonly accountId: string;
  /** @default - Secrets Manager's own */
  readonly key?: IKey;
}

/**
 * Holds the token with which an Instagram account's mentions are answered: `{"accessToken":""}`. The owner fills it in
 * after the deployment; until then mentions are handed to people.
 */
export class AccountToken extends Construct {
  readonly secret: ISecret;

  constructor(scope: Construct, id: string, props: AccountTokenProps) {
    super(scope, id);
    const secret = new Secret(this, 'Secret', {
      description: `Instagram account ${props.accountId}: access token to answer mentions with`,
      // Never change this block: Secrets Manager would generate a new value over the owner's token.
      generateSecretString: {
        secretStringTemplate: '{"accessToken":""}',
        generateStringKey: 'unused',
        excludePunctuation: true,
        passwordLength: 8,
      },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const resource = secret.node.defaultChild as CfnSecret;
    resource.overrideLogicalId(`MentionToken${props.accountId}`);
    // Here and not above: CDK would let the whole account use the key.
    resource.kmsKeyId = props.key?.keyArn;
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'The token is Meta’s: only a person who logs in there can make a new one.',
    });
    this.secret = secret;
  }
}
