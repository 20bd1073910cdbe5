/** The steps in the App Dashboard for one product, with the labels of the dashboard. */
export interface DashboardSteps {
  /** The value of `--object`. */
  readonly name: string;
  readonly title: string;
  readonly steps: readonly string[];
}

const PASTE = 'enter Callback URL and Verify Token, turn on Include Values, then choose Verify and save';
const TEST = 'subscribe to the fields that you need; Test next to a field sends a sample';

/** Creates the steps of the product Webhooks, which are the same for most objects. */
function ofWebhooks(name: string, title: string, last: readonly string[] = []): DashboardSteps {
  return {
    name,
    title,
    steps: [`product Webhooks › choose ${title} › Subscribe to this object`, PASTE, TEST, ...last],
  };
}

/**
 * The steps for every product. Labels in the dashboard may change, but the values to enter do not.
 * @see https://developers.facebook.com/docs/graph-api/webhooks/getting-started#configure-webhooks-product
 * @see https://developers.facebook.com/docs/instagram-platform/webhooks
 * @see https://developers.facebook.com/docs/messenger-platform/webhooks
 * @see https://developers.facebook.com/docs/threads/webhooks
 * @see https://developers.facebook.com/docs/games_payments/webhooks (all 2026-11)
 */
export const DASHBOARD_STEPS: readonly DashboardSteps[] = [
  ofWebhooks('page', 'Page', ['subscribe the app to each Page: npx meta-webhooks accounts add']),
  ofWebhooks('user', 'User', ['the users of the app must have granted the permission of the field']),
  ofWebhooks('permissions', 'Permissions'),
  ofWebhooks('ad_account', 'Ad Account'),
  ofWebhooks('application', 'Application'),
  ofWebhooks('catalog', 'Catalog'),
  {
    name: 'instagram',
    title: 'Instagram',
    steps: [
      'with Facebook Login: product Webhooks › choose Instagram › Subscribe to this object',
      'with Instagram Login: product Instagram › API setup with Instagram login › Configure webhooks; it has ' +
        'its own app secret (setup --instagram)',
      'enter Callback URL and Verify Token, then choose Verify and save',
      `${TEST}; the fields apply to every account`,
      'subscribe the app to each account: npx meta-webhooks accounts add',
      'Meta sends live changes only if the app is live; accounts of other people require Advanced Access for the ' +
        'permissions',
    ],
  },
  {
    name: 'messenger',
    title: 'Messenger (object page)',
    steps: [
      'product Messenger › Messenger API settings › Configure webhooks (or product Webhooks › Page, which is ' +
        'the same subscription)',
      'enter Callback URL and Verify Token, then choose Verify and save',
      'subscribe to messages, messaging_postbacks and the other fields that you need',
      'each Page: Generate access tokens › the Page › Add subscriptions, or npx meta-webhooks accounts add',
      'Meta ends the subscription of a Page after an hour without responses within 5 s; an alarm monitors this',
    ],
  },
  {
    name: 'whatsapp',
    title: 'WhatsApp (object whatsapp_business_account)',
    steps: [
      'product WhatsApp › Configuration › Webhook › Edit; steps 1 to 3 by API: ' +
        'npx meta-webhooks subscriptions add whatsapp_business_account messages',
      'enter Callback URL and Verify Token, then choose Verify and save; there is no Include Values option',
      'Webhook fields: subscribe to messages and the other fields that you need; Test next to a field sends a sample',
      'subscribe the app to each business account: npx meta-webhooks accounts add',
    ],
  },
  {
    name: 'threads',
    title: 'Threads',
    steps: [
      'Use cases › Access the Threads API › Customize › Settings: add ' +
        'Get real-time notifications with Threads Webhooks',
      'choose the topic (Moderate, Interaction) › Subscribe to this object',
      'enter Callback URL and Verify Token, choose Verify and save, then subscribe to fields',
      'Threads has its own app secret, under App settings › Basic (setup --threads)',
    ],
  },
  {
    name: 'payments',
    title: 'Payments',
    steps: [
      'product Payments › Webhooks, below the company settings',
      'enter Callback and Verification Token, test them, then save',
      'Meta sends only the names of changed fields: get the payment from the Graph API',
    ],
  },
];
