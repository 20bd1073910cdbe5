/** An app in the fake. */
export interface FakeApp {
  readonly id: string;
  readonly secret: string;
  readonly name: string;
  /** The setting *Require App Secret*. */
  requireProof: boolean;
  /** Subscriptions by object. */
  readonly subscriptions: Map<string, FakeSubscription>;
}

export interface FakeSubscription {
  callbackUrl: string;
  active: boolean;
  includeValues: boolean;
  /** Present only if the latest POST asked for it. Meta does not document whether another POST keeps it. */
  includeClientCertificate?: boolean;
  readonly fields: Set<string>;
}

/** A token and its permissions. App tokens need no entry, because they contain the app id and the app secret. */
export interface FakeToken {
  readonly token: string;
  /** Name of the token in recorded calls. */
  readonly name: string;
  readonly kind: 'user' | 'page' | 'system' | 'instagram';
  readonly appId: string;
  /** Id of the user, Page, system user or Instagram account. */
  readonly ownerId: string;
  readonly scopes: readonly string[];
  /** If set, every call is rejected with 190 and this subcode. */
  endedBySubcode?: number;
}

/** A Page, WhatsApp Business Account or Instagram account. */
export interface FakeAccount {
  readonly kind: 'page' | 'waba' | 'instagram';
  /** An Instagram account of Unified Login: on the host of Facebook, with the token of a system user. */
  readonly isUnified?: boolean;
  readonly id: string;
  readonly name: string;
  /** Fields by id of the app that receives them. */
  readonly subscribedApps: Map<string, Set<string>>;
  /** Token of a Page, which users with a role on it can read. */
  readonly pageToken?: string;
  readonly managedBy?: readonly string[];
}

/** A comment or a post that mentions an account. */
export interface FakeMention {
  readonly accountId: string;
  readonly mediaId: string;
  readonly commentId?: string;
  readonly text: string;
  /** Author of the caption. @default 'keldo', another account */
  readonly username?: string;
}

/** A comment of another account on a post or a comment. */
export interface FakeComment {
  readonly id: string;
  readonly mediaId: string;
  /** Id of the comment to which it replies. */
  readonly parentId?: string;
  readonly text: string;
  readonly username: string;
  readonly atMs: number;
}

/** A reply that was posted. */
export interface FakeMentionAnswer {
  readonly id: string;
  readonly accountId: string;
  readonly mediaId: string;
  readonly commentId?: string;
  readonly message: string;
}

/** A submitted lead form. */
export interface FakeLead {
  readonly pageId: string;
  readonly formId: string;
  /** Id of the ad; absent if the lead came from no ad. */
  readonly adId?: string;
  readonly answers: readonly { readonly name: string; readonly values: readonly string[] }[];
}

/** A message that a Page sent. */
export interface FakeSentMessage {
  readonly id: string;
  readonly pageId: string;
  readonly recipientId: string;
  readonly text: string;
}

/** A comment that can be hidden. */
export interface FakeModeratedComment {
  readonly on: 'page' | 'instagram';
  /** Id of the account whose token can hide it. */
  readonly pageId: string;
  hidden: boolean;
}

/** State that concerns people. */
export interface FakePeople {
  /** Leads by id. */
  readonly leads: Map<string, FakeLead>;
  readonly messages: FakeSentMessage[];
  /** Ids of people who last wrote more than 24 hours ago. */
  readonly closedWindows: Set<string>;
  /** Comments by id. */
  readonly comments: Map<string, FakeModeratedComment>;
}

/** State of the fake. */
export interface FakeGraphState {
  readonly apps: Map<string, FakeApp>;
  readonly tokens: Map<string, FakeToken>;
  readonly accounts: Map<string, FakeAccount>;
  readonly mentions: FakeMention[];
  readonly mentionAnswers: FakeMentionAnswer[];
  /** Time of each reply by its id. */
  readonly answeredAtMs: Map<string, number>;
  readonly comments: FakeComment[];
  /** User names of Instagram accounts by id. */
  readonly usernames: Map<string, string>;
  /** True if `mentioned_comment` has `replies`, which Meta does not document. */
  repliesOfComments: boolean;
  /** Returns the time in epoch ms. */
  now: () => number;
  readonly people: FakePeople;
  /** Number of elements per page of a list. */
  pageSize: number;
}

/** The caller of a request. */
export interface Caller {
  readonly app: FakeApp;
  /** Token of the caller; undefined for the app itself. */
  readonly token?: FakeToken;
}

/** A call with a valid host, version, token and proof. */
export interface CheckedCall {
  readonly host: 'facebook' | 'instagram';
  readonly method: string;
  /** Path segments after the version. */
  readonly path: readonly string[];
  /** Parameters without token and proof. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly caller: Caller;
}

export function emptyState(): FakeGraphState {
  return {
    apps: new Map(),
    tokens: new Map(),
    accounts: new Map(),
    mentions: [],
    mentionAnswers: [],
    answeredAtMs: new Map(),
    comments: [],
    usernames: new Map(),
    repliesOfComments: false,
    now: Date.now,
    people: { leads: new Map(), messages: [], closedWindows: new Set(), comments: new Map() },
    pageSize: 25,
  };
}
