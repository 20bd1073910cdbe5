/** What to click in the App Dashboard for one product, in its own words. */
export interface DashboardSteps {
  /** For `--object`. */
  readonly name: string;
  readonly title: string;
  readonly steps: readonly string[];
}

const PASTE = 'enter Callback URL and Verify Token as above, switch on Include Values, then Verify and save';
const TEST = 'subscribe the fields you want; Test beside a field sends a sample of it';

/** Most objects have the same clicks. */
function ofWebhooks(name: string, title: string, last: readonly string[] = []): DashboardSteps {
  return {
    name,
    title,
    steps: [`product Webhooks › choose ${title} › Subscribe to this object`, PASTE, TEST, ...last],
  };
}

/**
 * Every product, the way to its webhooks, and what it wants besides. The dashboard changes: what a button is called
 * may differ, what has to be entered does not.
 * @see https://developers.facebook.com/docs/graph-api/webhooks/getting-started#configure-webhooks-product
 * @see https://developers.facebook.com/docs/instagram-platform/webhooks
 * @see https://developers.facebook.com/docs/messenger-platform/webhooks
 * @see https://developers.facebook.com/docs/threads/webhooks
 * @see https://developers.facebook.com/docs/games_payments/webhooks (all 2026-11)
 */
export const DASHBOARD_STEPS: readonly DashboardSteps[] = [
  ofWebhooks('page', 'Page', ['each Page has to send to the app as well: npm run receiver -- accounts subscribe']),
  ofWebhooks('user', 'User', ['people who use the app have to have granted the permission of the field']),
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
        'an app secret of its own (setup --instagram)',
      'enter Callback URL and Verify Token as above, then Verify and save',
      `${TEST}; what is subscribed here comes for every account`,
      'each account has to send to the app as well: npm run receiver -- accounts subscribe',
      'live changes come once the app is live, with Advanced Access for the permissions where the accounts are ' +
        "other people's",
    ],
  },
  {
    name: 'messenger',
    title: 'Messenger (object page)',
    steps: [
      'product Messenger › Messenger API settings › Configure webhooks (or product Webhooks › Page: it is the ' +
        'same subscription)',
      'enter Callback URL and Verify Token as above, then Verify and save',
      'subscribe messages, messaging_postbacks and what else you want',
      'each Page: Generate access tokens › the Page › Add subscriptions, or npm run receiver -- accounts subscribe',
      "answer within 5 s, or Meta ends a Page's subscription after an hour: the alarms watch for it",
    ],
  },
  {
    name: 'whatsapp',
    title: 'WhatsApp (object whatsapp_business_account)',
    steps: [
      'product WhatsApp › Configuration › Webhook › Edit',
      'enter Callback URL and Verify Token as above, then Verify and save; there are no Include Values to switch on',
      'Webhook fields: subscribe messages and what else you want; Test beside a field sends a sample of it',
      'each business account has to send to the app as well: npm run receiver -- accounts subscribe',
    ],
  },
  {
    name: 'threads',
    title: 'Threads',
    steps: [
      'Use cases › Access the Threads API › Customize › Settings: add ' +
        'Get real-time notifications with Threads Webhooks',
      'choose the topic (Moderate, Interaction) › Subscribe to this object',
      'enter Callback URL and Verify Token as above, then Verify and save; subscribe the fields you want',
      'Threads has an app secret of its own, under App settings › Basic (setup --threads)',
    ],
  },
  {
    name: 'payments',
    title: 'Payments',
    steps: [
      'product Payments › Webhooks, below the company settings',
      'enter Callback and Verification Token as above, test them, then save',
      'only names of what changed come, never values: ask the Graph API for the payment',
    ],
  },
];
