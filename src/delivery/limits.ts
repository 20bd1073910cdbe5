/**
 * The largest body that is taken: WhatsApp documents 3 MB, and Lambda's 6 MB event holds 4 MiB of it in base64.
 * @see https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview (2026-04)
 */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/**
 * The largest body that goes into a message, after its encoding. SQS takes 1 MiB with the attributes (2025-08);
 * this leaves room for ours.
 */
export const MAX_MESSAGE_BODY_BYTES = 900 * 1024;
