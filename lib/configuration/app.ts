import { noDeliveryAlarmHours } from './monitoring.ts';
import { flag, optionalText, section } from './rules.ts';
import { accountsRule, idRule, subscriptionsRule, type AccountsConfiguration } from './desired-subscriptions.ts';

/** Configuration of one Meta app. Its key in `apps` is the last part of its callback URL: `/webhooks/<key>`. */
export interface AppConfiguration {
  /**
   * Description of the app, shown on its secret. 1 to 200 characters.
   * @default - none
   */
  readonly description?: string;
  /**
   * Id of the Meta app, as a string. Commands that call Meta need it; the receiver itself does not.
   * @default - none: pass --app-id to the commands
   */
  readonly appId?: string;
  /**
   * Desired subscriptions of the app: fields by object, for example `{"page": ["feed", "leadgen"]}`. A deployment
   * changes nothing at Meta: `npx meta-webhooks subscriptions list` compares and subscribes.
   * @default - none
   */
  readonly subscriptions?: Readonly<Record<string, readonly string[]>>;
  /**
   * Accounts that should send to the app. A deployment changes nothing at Meta: `npx meta-webhooks accounts list`
   * compares them.
   * @default - none
   */
  readonly accounts?: AccountsConfiguration;
  /**
   * Requires Meta's client certificate for each request. Works only with `mutualTlsDomain`, and only for WhatsApp after
   * you enable mutual TLS in the App Dashboard.
   * @default false
   */
  readonly mutualTls: boolean;
  /**
   * Hours without a delivery after which the alarm `silence` of this app goes off, 1 to 168; 0 disables the alarm.
   * @default - the value of `monitoring.noDeliveryAlarmHours`
   */
  readonly noDeliveryAlarmHours?: number;
}

/** Reads the properties of one app. */
export const appPropsRules = {
  description: optionalText(200),
  appId: idRule,
  subscriptions: subscriptionsRule,
  accounts: accountsRule,
  mutualTls: flag(false),
};

/** Reads one app. */
export const appRule = section<AppConfiguration>(
  { ...appPropsRules, noDeliveryAlarmHours: noDeliveryAlarmHours(undefined) },
  'secrets are stored after the deployment',
);
