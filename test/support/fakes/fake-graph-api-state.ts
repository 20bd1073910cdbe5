/** An app of the fake's. */
export interface FakeApp {
  readonly id: string;
  readonly secret: string;
  readonly name: string;
  /** The switch *Require App Secret*. */
  requireProof: boolean;
  /** Object → its subscription. */
  readonly subscriptions: Map<string, FakeSubscription>;
}

export interface FakeSubscription {
  callbackUrl: string;
  active: boolean;
  includeValues: boolean;
  readonly fields: Set<string>;
}

/** A token, and what it is good for. App tokens need no entry: they are app id and secret. */
export interface FakeToken {
  readonly token: string;
  /** What it is called in recorded calls. */
  readonly name: string;
  readonly kind: 'user' | 'page' | 'system' | 'instagram';
  readonly appId: string;
  /** The user, Page, system user or Instagram account. */
  readonly ownerId: string;
  readonly scopes: readonly string[];
  /** Once set, every call is refused with 190 and this subcode. */
  endedBySubcode?: number;
}

/** A Page, WhatsApp Business Account or Instagram account. */
export interface FakeAccount {
  readonly kind: 'page' | 'waba' | 'instagram';
  readonly id: string;
  readonly name: string;
  /** App id → fields that it is sent. */
  readonly subscribedApps: Map<string, Set<string>>;
  /** Of a Page: its token, given to the users who have a role on it. */
  readonly pageToken?: string;
  readonly managedBy?: readonly string[];
}

/** A comment or a post in which an account is mentioned. */
export interface FakeMention {
  readonly accountId: string;
  readonly mediaId: string;
  readonly commentId?: string;
  readonly text: string;
  /** Who posted the caption. @default 'keldo', somebody else */
  readonly username?: string;
}

/** A comment of somebody else's below a post, or below a comment. */
export interface FakeComment {
  readonly id: string;
  readonly mediaId: string;
  /** The comment that it answers. */
  readonly parentId?: string;
  readonly text: string;
  readonly username: string;
  readonly atMs: number;
}

/** An answer that was really posted. */
export interface FakeMentionAnswer {
  readonly id: string;
  readonly accountId: string;
  readonly mediaId: string;
  readonly commentId?: string;
  readonly message: string;
}

/** A sent lead form. */
export interface FakeLead {
  readonly pageId: string;
  readonly formId: string;
  /** Absent where it came from no ad. */
  readonly adId?: string;
  readonly answers: readonly { readonly name: string; readonly values: readonly string[] }[];
}

/** A message that a Page really sent. */
export interface FakeSentMessage {
  readonly id: string;
  readonly pageId: string;
  readonly recipientId: string;
  readonly text: string;
}

/** A comment that can be hidden. */
export interface FakeModeratedComment {
  readonly on: 'page' | 'instagram';
  /** Whose token hides it. */
  readonly pageId: string;
  hidden: boolean;
}

/** All that the fake remembers of people. */
export interface FakePeople {
  /** By id. */
  readonly leads: Map<string, FakeLead>;
  readonly messages: FakeSentMessage[];
  /** Who wrote more than 24 hours ago. */
  readonly closedWindows: Set<string>;
  /** By id. */
  readonly comments: Map<string, FakeModeratedComment>;
}

/** All that the fake remembers. */
export interface FakeGraphState {
  readonly apps: Map<string, FakeApp>;
  readonly tokens: Map<string, FakeToken>;
  readonly accounts: Map<string, FakeAccount>;
  readonly mentions: FakeMention[];
  readonly mentionAnswers: FakeMentionAnswer[];
  /** When each answer was posted, by its id. */
  readonly answeredAtMs: Map<string, number>;
  readonly comments: FakeComment[];
  /** The names of Instagram accounts, by id. */
  readonly usernames: Map<string, string>;
  /** Whether `mentioned_comment` has `replies`, which no page of Meta's says. */
  repliesOfComments: boolean;
  /** Epoch ms. */
  now: () => number;
  readonly people: FakePeople;
  /** How many elements a page of a list has. */
  pageSize: number;
}

/** Whom a call comes from. */
export interface Caller {
  readonly app: FakeApp;
  /** Undefined: the app itself. */
  readonly token?: FakeToken;
}

/** A call that passed the checks of host, version, token and proof. */
export interface CheckedCall {
  readonly host: 'facebook' | 'instagram';
  readonly method: string;
  /** Behind the version. */
  readonly path: readonly string[];
  /** Without token and proof. */
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
