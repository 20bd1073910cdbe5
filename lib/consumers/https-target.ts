import { ApiDestination, Authorization, Connection, HttpMethod } from 'aws-cdk-lib/aws-events';
import type { IRuleTarget, RuleTargetConfig } from 'aws-cdk-lib/aws-events';
import { ApiDestination as ApiDestinationTarget } from 'aws-cdk-lib/aws-events-targets';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Token, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { hasCredentials } from '../../src/text/credentials.ts';
import { ConfigurationError, show } from '../configuration/rules.ts';

/** Header with the API key in each request to an `https://` target. */
export const KEY_HEADER = 'x-meta-webhooks-key';
const KEY_CHARACTERS = 48;

/** Properties of an {@link HttpsTarget}. */
export interface HttpsTargetProps {
  /** Receives a POST with the event as JSON. */
  readonly url: string;
  /** Encrypts the secret. @default - the AWS managed key of Secrets Manager */
  readonly encryptionKey: IKey | undefined;
}

/**
 * Sends events to a URL: an API destination, and a connection with a generated API key in the header
 * `x-meta-webhooks-key`. Only a deployment that changes a property of the connection, such as its description, gives it
 * a new value of the secret.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html
 */
export class HttpsTarget extends Construct implements IRuleTarget {
  /** Secret with the API key, as plain text. */
  readonly secret: Secret;
  private readonly target: IRuleTarget;

  /**
   * @throws {@link ConfigurationError} CONFIGURATION_INVALID unless the URL is a token, or an `https://` URL without a
   *   user name and password
   */
  constructor(scope: Construct, id: string, { url, encryptionKey }: HttpsTargetProps) {
    super(scope, id);
    checkUrl(url, scope.node.path);
    this.secret = this.addSecret(encryptionKey);
    const connection = new Connection(this, 'Connection', {
      authorization: Authorization.apiKey(KEY_HEADER, this.secret.secretValue),
      description: `Key of ${scope.node.id}`,
    });
    const destination = new ApiDestination(this, 'Destination', {
      connection,
      endpoint: url,
      httpMethod: HttpMethod.POST,
      description: `URL of ${scope.node.id}`,
    });
    this.target = new ApiDestinationTarget(destination);
  }

  bind(...args: Parameters<IRuleTarget['bind']>): RuleTargetConfig {
    return this.target.bind(...args);
  }

  private addSecret(encryptionKey: IKey | undefined): Secret {
    const secret = new Secret(this, 'Key', {
      description: `Key that ${this.node.path} sends in the header ${KEY_HEADER}`,
      // Never change this block: Secrets Manager would generate a new API key.
      generateSecretString: { excludePunctuation: true, passwordLength: KEY_CHARACTERS },
    });
    // Set on the CloudFormation resource: the encryptionKey property of CDK would add a
    // statement to the key's policy that lets the whole account use it by way of Secrets Manager.
    (secret.node.defaultChild as CfnSecret).kmsKeyId = encryptionKey?.keyArn;
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'The server that checks the key must get a new one first, so only its operator can rotate it.',
    });
    return secret;
  }
}

function checkUrl(url: string, path: string): void {
  if (Token.isUnresolved(url)) return;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol === 'https:' && !hasCredentials(parsed)) return;
  const hint = 'Use an https:// URL without a user name and password, a function, a queue or a rule target.';
  throw new ConfigurationError('CONFIGURATION_INVALID', hint, [
    `${path}: target is ${show(url)}: must be an https:// URL without a user name and password`,
  ]);
}
