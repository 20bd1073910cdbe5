import { flag, optionalText, section } from './rules.ts';

/** One Meta app. Its key in `apps` ends its callback URL: `/webhooks/<key>`. */
export interface AppConfiguration {
  /**
   * Tells people which app this is; shown on its secret. 1 to 200 characters.
   * @default - none
   */
  readonly description?: string;
  /**
   * Whether every request must come with Meta's client certificate: over `mutualTlsDomain`, and for WhatsApp only, once
   * mutual TLS was switched on in the App Dashboard.
   * @default false
   */
  readonly mutualTls: boolean;
}

/** Reads one app. */
export const appRule = section<AppConfiguration>({ description: optionalText(200), mutualTls: flag(false) }, 'secrets are stored after the deployment');
