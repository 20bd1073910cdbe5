/** Meta retries for 7 days (WhatsApp; others less); a window must outlast that, so anything shorter is refused. */
export const MIN_DEDUPE_WINDOW_DAYS = 8;

/** 7 days of Meta's retries, 14 in our queues, 1 to spare. */
export const DEFAULT_DEDUPE_WINDOW_DAYS = 22;
