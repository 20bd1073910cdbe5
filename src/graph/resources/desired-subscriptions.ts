import { isArray, isObject, member, text, textAt, type Json } from '../../json/json.ts';

/**
 * Name of the resource metadata in the deployed template that contains the desired subscriptions. It is not the
 * metadata of the template itself, because CloudFormation updates that only together with a resource.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/metadata-section-structure.html (2026-11)
 */
export const DESIRED_STATE_METADATA = 'MetaWebhooks';

/** Accounts that should send to an app, with their fields. */
export interface DesiredAccounts {
  /** Fields by Page id. */
  readonly pages: Readonly<Record<string, readonly string[]>>;
  /** Ids of WhatsApp Business Accounts, which have no fields of their own. */
  readonly whatsapp: readonly string[];
  /** Fields by id of an Instagram Login account. */
  readonly instagram: Readonly<Record<string, readonly string[]>>;
}

/** Desired subscriptions and accounts of one app. */
export interface Desired {
  readonly appId?: string | undefined;
  /** Fields by object. */
  readonly subscriptions: Readonly<Record<string, readonly string[]>>;
  readonly accounts: DesiredAccounts;
}

/** Reads one app's part of the metadata, `{"<app>": Desired}`. A missing or malformed part desires nothing. */
export function readDesiredOf(metadata: Json | undefined, app: string): Desired {
  const desired = member(metadata, app);
  return {
    appId: textAt(desired, 'appId'),
    subscriptions: fieldsByName(member(desired, 'subscriptions')),
    accounts: {
      pages: fieldsByName(member(desired, 'accounts', 'pages')),
      whatsapp: texts(member(desired, 'accounts', 'whatsapp')),
      instagram: fieldsByName(member(desired, 'accounts', 'instagram')),
    },
  };
}

/** Returns a record without a prototype, for people and Meta choose the names that are looked up: `constructor`. */
function fieldsByName(json: Json | undefined): Record<string, readonly string[]> {
  const found = isObject(json) ? Object.entries(json).map(([name, fields]) => [name, texts(fields)] as const) : [];
  return Object.setPrototypeOf(Object.fromEntries(found), null) as Record<string, readonly string[]>;
}

function texts(json: Json | undefined): string[] {
  return (isArray(json) ? json : []).map(text).filter((one) => one !== undefined);
}
