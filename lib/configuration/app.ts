import { optionalText, section } from './rules.ts';

/** One Meta app. Its key in `apps` ends its callback URL: `/webhooks/<key>`. */
export interface AppConfiguration {
  /**
   * Tells people which app this is; shown on its secret. 1 to 200 characters.
   * @default - none
   */
  readonly description?: string;
}

/** Reads one app. */
export const appRule = section<AppConfiguration>({ description: optionalText(200) }, 'secrets are stored after the deployment');
