import { silenceHours } from './monitoring.ts';
import { optionalText, section } from './rules.ts';

/** One Meta app. Its key in `apps` ends its callback URL: `/webhooks/<key>`. */
export interface AppConfiguration {
  /**
   * Tells people which app this is; shown on its secret. 1 to 200 characters.
   * @default - none
   */
  readonly description?: string;
  /**
   * Hours without a delivery after which this app counts as silent, 1 to 168; 0 never.
   * @default - that of `monitoring.silenceHours`
   */
  readonly silenceHours?: number;
}

/** Reads one app. */
export const appRule = section<AppConfiguration>({ description: optionalText(200), silenceHours: silenceHours(undefined) }, 'secrets are stored after the deployment');
