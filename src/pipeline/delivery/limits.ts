/**
 * The largest body that is taken: WhatsApp documents 3 MB. Lambda's 6 MB event holds 4 MiB in base64,
 * and as much of the text that Meta sends, unless it is mostly characters that JSON escapes.
 * @see https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview (2026-04)
 */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/**
 * The largest message that SQS takes, attributes included, since 2025-08.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
export const MAX_SQS_MESSAGE_BYTES = 1024 * 1024;

/** The largest body that goes into a message, after its encoding: leaves room for the attributes. */
export const MAX_MESSAGE_BODY_BYTES = 900 * 1024;
