import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SQSClient } from '@aws-sdk/client-sqs';

/** Which account and region, as the AWS CLI is told. */
export interface Where {
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
}

/** The AWS clients of one command. */
export interface Clients {
  readonly cloudFormation: CloudFormationClient;
  readonly cloudWatch: CloudWatchClient;
  readonly dynamoDb: DynamoDBClient;
  readonly eventBridge: EventBridgeClient;
  readonly s3: S3Client;
  readonly secretsManager: SecretsManagerClient;
  readonly sqs: SQSClient;
  /** Makes one attempt per call: a second `SendMessage` would make a second message of one delivery. */
  readonly sender: SQSClient;
}

/** Why a run ends whose output went to `head`. */
export const OUTPUT_CLOSED = Symbol('standard output is closed');

/** Everything that a command takes from outside. */
export interface CliPorts {
  /** Standard output: results. */
  readonly out: (text: string | Uint8Array) => void;
  /** Standard error: progress, notes, errors. */
  readonly err: (text: string) => void;
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  readonly now: () => number;
  /** 0 to 1, without 1. */
  readonly random: () => number;
  /** A new UUIDv7. */
  readonly newId: () => string;
  /** Rejects when `signal` aborts. */
  readonly pause: (ms: number, signal?: AbortSignal) => Promise<void>;
  /**
   * How long a receive waits for messages. More than 0 asks every server of SQS; 0 asks only some, and misses messages.
   */
  readonly pollSeconds: number;
  /** Aborts at Ctrl-C, and with {@link OUTPUT_CLOSED} when nobody reads standard output any more. */
  readonly signal: AbortSignal;
  /** What the process was started with: tokens may come from there, never from an argument. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Calls Meta, and callback URLs. */
  readonly fetch: typeof fetch;
  /** All of standard input. */
  readonly readStdin: () => Promise<Buffer>;
  /**
   * Asks for a secret without showing what is typed.
   * @throws {@link CliError} NO_TERMINAL where nobody can be asked
   */
  readonly askSecret: (question: string) => Promise<string>;
  readonly connect: (where: Where) => Promise<Clients>;
}
