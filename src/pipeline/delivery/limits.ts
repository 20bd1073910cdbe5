/**
 * Maximum size of a body. WhatsApp documents 3 MB. Lambda's 6 MB event can contain 4 MiB in base64, and as much of the
 * text that Meta sends, unless most characters need JSON escapes.
 * @see https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview (2026-04)
 */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/**
 * Maximum size of an SQS message including attributes, since 2025-08.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
export const MAX_SQS_MESSAGE_BYTES = 1024 * 1024;

/** Maximum size of an encoded body in a message, with room for the attributes. */
export const MAX_MESSAGE_BODY_BYTES = 900 * 1024;
