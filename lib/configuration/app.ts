import { noDeliveryAlarmHours } from './monitoring.ts';
import { flag, optionalText, section } from './rules.ts';
import { accountsRule, idRule, subscriptionsRule, type AccountsConfiguration } from './desired-subscriptions.ts';

/** One Meta app. Its key in `apps` ends its callback URL: `/webhooks/<key>`. */
export interface AppConfiguration {
  /**
   * Tells people which app this is; shown on its secret. 1 to 200 characters.
   * @default - none
   */
  readonly description?: string;
  /**
   * The id of the Meta app, as text. Commands that call Meta need it; the receiver itself does not.
   * @default - none: commands are told with --app-id
   */
  readonly appId?: string;
  /**
   * What the app is to be subscribed to: object → fields, e.g. `{"page": ["feed", "leadgen"]}`. Deploying changes
   * nothing
   * at Meta: `npm run receiver -- subscriptions` compares and subscribes.
   * @default - nothing
   */
  readonly subscriptions?: Readonly<Record<string, readonly string[]>>;
  /**
   * Which accounts are to send to the app. Deploying changes nothing at Meta: `npm run receiver -- accounts` compares
   * and subscribes.
   * @default - none
   */
  readonly accounts?: AccountsConfiguration;
  /**
   * Whether every request must come with Meta's client certificate: over `mutualTlsDomain`, and for WhatsApp only, once
   * mutual TLS was switched on in the App Dashboard.
   * @default false
   */
  readonly mutualTls: boolean;
  /**
   * Hours without a delivery after which this app counts as silent, 1 to 168; 0 never.
   * @default - that of `monitoring.noDeliveryAlarmHours`
   */
  readonly noDeliveryAlarmHours?: number;
}

/** Reads one app. */
export const appRule = section<AppConfiguration>(
  {
    description: optionalText(200),
    appId: idRule,
    subscriptions: subscriptionsRule,
    accounts: accountsRule,
    mutualTls: flag(false),
    noDeliveryAlarmHours: noDeliveryAlarmHours(undefined),
  },
  'secrets are stored after the deployment',
);
