// The Graph API client and its resources: part of meta-webhooks-aws/graph.
export { createGraphClient, type GraphClient, type GraphOptions, type GraphPorts } from './client/client.ts';
export { GraphError, type GraphErrorCode, type GraphFacts } from './client/graph-error.ts';
export type { GraphRequest, ParameterValue } from './client/http-request.ts';
export type { UsageLimits } from './client/rate-limit-tracker.ts';
export type { Usage, UsageEntry } from './client/usage.ts';
export { GRAPH_HOSTS, GRAPH_VERSION, THREADS_VERSION } from './client/version.ts';
export { hideComment, type CommentPlace } from './resources/hide-comment.ts';
export { listPages, readPageToken, type ManagedPage } from './resources/page-tokens.ts';
export { readLead, type Lead, type LeadAnswer } from './resources/read-lead.ts';
export { sendMessage, type PageReply } from './resources/send-message.ts';
export {
  listSubscribedApps,
  subscribeAccount,
  unsubscribeAccount,
  type Account,
  type SubscribedApp,
} from './resources/subscribed-apps.ts';
export { readTokenOwner, type TokenOwner } from './resources/token-info.ts';
