import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { CfnSecret, ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

/**
 * Holds the token with which an Instagram account's mentions are answered: `{"accessToken":""}`. The owner fills it in
 * after the deployment; until then mentions are handed to people.
 */
export class AccountToken extends Construct {
  readonly secret: ISecret;

  constructor(scope: Construct, id: string, props: { readonly accountId: string }) {
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
    (secret.node.defaultChild as CfnSecret).overrideLogicalId(`MentionToken${props.accountId}`);
    this.secret = secret;
  }
}
