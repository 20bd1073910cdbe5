/**
 * Default version of the Graph API: v27.0 of 4 November 2026, the newest that Meta documents (read 2026-11-29). Meta's
 * webhook guides still show v21.0, which ends on 21 January 2027.
 * @see https://developers.facebook.com/documentation/development/graph-api/changelog
 * @see https://developers.facebook.com/blog/post/2026/11/04/introducing-graph-api-v27-and-marketing-api-v27/
 */
export const GRAPH_VERSION = 'v27.0';

/**
 * Default version of Threads, which has its own version numbers.
 * @see https://developers.facebook.com/docs/threads/reference
 */
export const THREADS_VERSION = 'v1.0';

/** Host of each kind of token. The other hosts reject a token as unreadable (code 190). */
export const GRAPH_HOSTS = {
  /** Host of Facebook Login: users, Pages, apps, WhatsApp, and Instagram accounts that are linked to a Page. */
  facebook: 'https://graph.facebook.com',
  /** Host of Instagram Login. */
  instagram: 'https://graph.instagram.com',
  threads: 'https://graph.threads.net',
} as const;
