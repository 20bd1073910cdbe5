import { isArray, isObject, member, text, textAt, type Json } from '../../json/json.ts';

/**
 * Where the deployed template says what Meta is to send: metadata of this name on a resource. (A template's own
 * metadata will not do: CloudFormation does not update it unless a resource changes too.)
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/metadata-section-structure.html (2026-11)
 */
export const DESIRED_STATE_METADATA = 'MetaWebhooks';

/** Which accounts are to send to an app, and of which fields. */
export interface DesiredAccounts {
  /** Page id → fields. */
  readonly pages: Readonly<Record<string, readonly string[]>>;
  /** Ids of WhatsApp Business Accounts, which have no fields of their own. */
  readonly whatsapp: readonly string[];
  /** Id of an account of Instagram Login → fields. */
  readonly instagram: Readonly<Record<string, readonly string[]>>;
}

/** What one app's configuration wants of Meta. */
export interface Desired {
  readonly appId?: string | undefined;
  /** Object → fields. */
  readonly subscriptions: Readonly<Record<string, readonly string[]>>;
  readonly accounts: DesiredAccounts;
}

/** Reads one app's part of the metadata, `{"<app>": Wanted}`. What is absent or malformed wants nothing. */
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

function fieldsByName(json: Json | undefined): Record<string, readonly string[]> {
  return isObject(json) ? Object.fromEntries(Object.entries(json).map(([name, fields]) => [name, texts(fields)])) : {};
}

function texts(json: Json | undefined): string[] {
  return (isArray(json) ? json : []).map(text).filter((one) => one !== undefined);
}
