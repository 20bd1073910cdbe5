import { MAX_MESSAGE_BODY_BYTES } from '../../../src/pipeline/delivery/limits.ts';
import { MAX_DETAIL_BYTES } from '../../../src/pipeline/emit/event.ts';
import { logBytes } from './log-bytes.ts';
import { CHUNK_KB, PRICES } from './prices.ts';

/** What is delivered. */
export interface Traffic {
  /** Changes per delivery, on average. */
  readonly changes: number;
  /** Size of a body in KB, on average. */
  readonly kilobytes: number;
  /** Deliveries per invocation of the worker: 1 with thin traffic, up to 10. */
  readonly batch: number;
  /** Share of the changes that Meta sends again, from 0 to 1. A duplicate is a write, but no event. */
  readonly duplicates: number;
  /** Days for which the archive keeps deliveries. 0: no archive. */
  readonly archiveDays: number;
  /** Days for which a claim is kept. */
  readonly dedupeDays: number;
}

/** Calls of the receiver's own code for one delivery, in the units that AWS bills. */
export interface OwnCalls {
  /** SendMessage, in chunks of 64 KB. */
  readonly sqsSends: number;
  readonly s3Puts: number;
  readonly s3Gets: number;
  /** Conditional writes of at most 1 KB. */
  readonly dynamoDbWrites: number;
  /** PutEvents entries, in chunks of 64 KB. */
  readonly events: number;
}

/** A larger body goes through the bucket. */
const MESSAGE_KB = MAX_MESSAGE_BODY_BYTES / 1024;
/** Members of an event besides Meta's value. */
const ENVELOPE_KB = 0.7;
/** A larger event refers to its value in the bucket. */
const EVENT_KB = MAX_DETAIL_BYTES / 1024;
/** Size of a stored claim, with the 100 bytes that DynamoDB adds. */
const CLAIM_KB = 0.25;
/** Archived bodies are compressed. */
const COMPRESSION = 0.3;

/**
 * Durations of a warm invocation at 512 MB. They are models, not bills.
 */
const MODEL = {
  memoryGb: 0.5,
  ingressMs: 15,
  workerMs: 20,
  workerMsPerTenChanges: 20,
} as const;

/** Returns the calls of the receiver's own code for one delivery. A batch shares one archive object. */
export function ownCalls({ changes, kilobytes, batch, duplicates, archiveDays }: Traffic): OwnCalls {
  const isOversize = kilobytes > MESSAGE_KB;
  const eventKb = kilobytes / changes + ENVELOPE_KB;
  const isValueInBucket = eventKb > EVENT_KB;
  const emitted = changes * (1 - duplicates);
  return {
    sqsSends: isOversize ? 1 : chunks(kilobytes),
    s3Puts: (isOversize ? 1 : 0) + (archiveDays > 0 ? 1 / batch : 0) + (isValueInBucket ? emitted : 0),
    s3Gets: isOversize ? 1 : 0,
    dynamoDbWrites: changes,
    events: emitted * (isValueInBucket ? 1 : chunks(eventKb)),
  };
}

/** One line of the bill. */
export interface BillLine {
  readonly name: string;
  readonly dollars: number;
  /** How the line was found: calls that the code makes, or a model of what AWS does. */
  readonly basis: 'calls' | 'model';
}

/** Returns the bill for a million deliveries. */
export function deliveryLines(traffic: Traffic): BillLine[] {
  const { changes, kilobytes, batch, archiveDays, dedupeDays } = traffic;
  const calls = ownCalls(traffic);
  const message = kilobytes > MESSAGE_KB ? 1 : kilobytes;
  const polls = Math.max(1, chunks(message * batch)) / batch + 1 / batch;
  const workerMs = MODEL.workerMs / batch + MODEL.workerMsPerTenChanges * Math.ceil(changes / 10);
  const archiveGb = archiveDays > 0 ? kilobytes * COMPRESSION * (archiveDays / 30) : 0;
  const claimsGb = changes * (1 - traffic.duplicates) * CLAIM_KB * (dedupeDays / 30);
  return [
    line('API Gateway, requests', PRICES.httpApi * Math.ceil(kilobytes / 512), 'model'),
    line('Lambda, ingress', PRICES.lambdaRequests + compute(MODEL.ingressMs), 'model'),
    line('SQS, send', PRICES.sqs * calls.sqsSends, 'calls'),
    line('SQS, receive and delete by Lambda', PRICES.sqs * polls, 'model'),
    line('Lambda, worker', PRICES.lambdaRequests / batch + compute(workerMs), 'model'),
    line('S3, archive objects and large bodies', PRICES.s3Puts * calls.s3Puts + PRICES.s3Gets * calls.s3Gets, 'calls'),
    line('S3, storage of the archive', PRICES.s3Gb * archiveGb, 'model'),
    line('DynamoDB, a write per change', PRICES.dynamoDbWrites * calls.dynamoDbWrites, 'calls'),
    line('DynamoDB, storage of claims', PRICES.dynamoDbGb * claimsGb, 'model'),
    line('EventBridge, an event per new change', PRICES.events * calls.events, 'calls'),
    line('CloudWatch Logs', (PRICES.logsGb * logBytes(batch)) / 1_000, 'model'),
  ];
}

const line = (name: string, dollars: number, basis: BillLine['basis']): BillLine => ({ name, dollars, basis });
const chunks = (kilobytes: number): number => Math.max(1, Math.ceil(kilobytes / CHUNK_KB));
/** Dollars for a million invocations of a duration. */
const compute = (ms: number): number => 1_000 * ms * MODEL.memoryGb * PRICES.lambdaGbSecond;
