import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** A message of a batch. SQS always sends both members. */
export interface ReceivedMessage {
  readonly MessageId?: string | undefined;
  readonly ReceiptHandle?: string | undefined;
}

/** The messages that SQS hides until their back-off is over. */
export class BackedOffMessages {
  /** Receipt handles by message id. */
  readonly #handles = new Map<string, string>();
  readonly #queue: { readonly client: SQSClient; readonly url: string };
  #isReleasedMeanwhile = false;

  constructor(queue: { readonly client: SQSClient; readonly url: string }) {
    this.#queue = queue;
  }

  /** Marks the start of a batch. If the back-off is ended while it runs, that counts for its messages too. */
  startBatch(): void {
    this.#isReleasedMeanwhile = false;
  }

  /** Records the end of a batch: which of its messages come back later. */
  async endBatch(messages: readonly ReceivedMessage[], failed: ReadonlySet<string>): Promise<void> {
    for (const { MessageId = '', ReceiptHandle = '' } of messages) {
      this.#handles.delete(MessageId);
      if (failed.has(MessageId)) this.#handles.set(MessageId, ReceiptHandle);
    }
    if (this.#isReleasedMeanwhile) await this.release();
  }

  /**
   * Ends the back-off of all messages. A message that the worker has received again by now is not affected: its receipt
   * handle is a new one.
   */
  async release(): Promise<void> {
    this.#isReleasedMeanwhile = true;
    const handles = [...this.#handles.values()];
    this.#handles.clear();
    for (const ReceiptHandle of handles) {
      const input = { QueueUrl: this.#queue.url, ReceiptHandle, VisibilityTimeout: 0 };
      // If the call fails, the back-off ends by itself.
      await this.#queue.client.send(new ChangeMessageVisibilityCommand(input)).catch(() => undefined);
    }
  }
}
