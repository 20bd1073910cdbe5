/** Minimum dedupe window. Meta retries for up to 7 days (WhatsApp), and the window must be longer. */
export const MIN_DEDUPE_WINDOW_DAYS = 8;

/** Default dedupe window: 7 days of Meta's retries, 14 days in the queues, and 1 more. */
export const DEFAULT_DEDUPE_WINDOW_DAYS = 22;
