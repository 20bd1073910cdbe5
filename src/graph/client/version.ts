/**
 * The newest version that Meta documents: v26.0 of 29 July 2026 (read 2026-11-22). Meta's webhook guides still show
 * v21.0, which ends on 21 January 2027.
 * @see https://developers.facebook.com/docs/graph-api/changelog/versions
 */
export const GRAPH_VERSION = 'v26.0';

/**
 * Threads numbers its versions apart from the Graph API. @see https://developers.facebook.com/docs/threads/reference
 */
export const THREADS_VERSION = 'v1.0';

/** Where each kind of token is at home: a token of one host is refused by the others as unreadable (code 190). */
export const GRAPH_HOSTS = {
  /** Facebook Login: users, Pages, apps, WhatsApp, and Instagram accounts linked to a Page. */
  facebook: 'https://graph.facebook.com',
  /** Instagram Login. */
  instagram: 'https://graph.instagram.com',
  threads: 'https://graph.threads.net',
} as const;
