import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SQSClient } from '@aws-sdk/client-sqs';

/** The AWS account and region, given as for the AWS CLI. */
export interface AwsTarget {
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
  /** Makes one attempt per call: retrying `SendMessage` could enqueue one delivery twice. */
  readonly sender: SQSClient;
}

/** An item of a list to choose from. */
export interface ChoiceItem {
  readonly value: string;
  readonly name: string;
  /** Whether it is chosen before the person changes anything. */
  readonly checked: boolean;
}

/** The abort reason if the reader of standard output is gone, for example `head`. */
export const OUTPUT_CLOSED = Symbol('standard output is closed');

/** Everything that a command reads from or writes to its environment. */
export interface CliPorts {
  /** Standard output: results. */
  readonly out: (text: string | Uint8Array) => void;
  /** Standard error: progress, notes, errors. */
  readonly err: (text: string) => void;
  /** Whether a person can answer questions: standard input and standard error are a terminal. */
  readonly inIsTerminal: boolean;
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  /** Reads the width of the terminal; undefined or 0 if there is none or it does not know its width. */
  readonly columns: () => number | undefined;
  readonly now: () => number;
  /** Returns a number from 0 (included) to 1 (excluded). */
  readonly random: () => number;
  /** Returns a new UUIDv7. */
  readonly newId: () => string;
  /** Rejects when `signal` aborts. */
  readonly pause: (ms: number, signal?: AbortSignal) => Promise<void>;
  /**
   * Wait time of ReceiveMessage, in seconds. Above 0, SQS queries all its servers (long polling); 0 can miss messages.
   */
  readonly pollSeconds: number;
  /** Aborts on Ctrl-C, and with {@link OUTPUT_CLOSED} when the reader of standard output is gone. */
  readonly signal: AbortSignal;
  /** The environment variables of the process. Tokens can come from here, but never from an argument. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Calls the Graph API and callback URLs. */
  readonly fetch: typeof fetch;
  /** Reads standard input to its end. */
  readonly readStdin: () => Promise<Buffer>;
  /**
   * Asks for a secret without echoing the input.
   * @throws {@link CliError} NO_TERMINAL if standard input is not a terminal
   */
  readonly askSecret: (question: string) => Promise<string>;
  /** Lets a person choose any number of items. Call it only if {@link inIsTerminal}. @returns the chosen values */
  readonly choose: (question: string, items: readonly ChoiceItem[]) => Promise<readonly string[]>;
  /** Asks a yes-or-no question whose default is yes. Call it only if {@link inIsTerminal}. */
  readonly confirm: (question: string) => Promise<boolean>;
  /**
   * Reads the app secret that `dev` generated in this folder, if any.
   * @throws {@link CliError} FILE_REFUSED
   */
  readonly readLocalAppSecret: () => string | undefined;
  readonly connect: (where: AwsTarget) => Promise<Clients>;
}
