import { change } from './define.ts';
import type { CatalogObject } from './entry.ts';
import { byContent, byId } from './identity-rule.ts';
import type {
  AsyncRequestValue,
  DevAlertValue,
  GroupInstallValue,
  PluginCommentValue,
  ResellerRequestValue,
} from './values/application.ts';

const PLUGIN_COMMENT = byId<PluginCommentValue>([['id']], {
  because: 'Application reference, plugin_comment: `id` is the id of the comment, sent when it is created',
  time: ['created_time'],
});

export const application = {
  object: 'application',
  title: 'Application',
  product: 'Marketing API and apps',
  entries: [
    change('async_requests', {
      title: 'Report',
      meaning: 'An asynchronous request, such as an insights report, ended.',
      identity: byContent<AsyncRequestValue>({
        needs: [['report_id'], ['verb']],
        members: { category: true, verb: true, report_id: true },
      }),
      certainty: 'likely',
    }),
    change('ads_rules_engine', {
      title: 'Ad rule',
      meaning: 'The condition of an ad rule became true.',
      certainty: 'guessed',
    }),
    change('ad_account', {
      title: 'Ad account',
      meaning: 'An ad account of the app changed its status.',
      certainty: 'guessed',
    }),
    change('dev_alerts', {
      title: 'Developer alert',
      meaning: 'Meta alerts the developers of the app.',
      identity: byId<DevAlertValue>([['notification_id']], {
        because: 'Application reference, dev_alerts: `notification_id` is the id of the alert',
        time: ['date'],
      }),
      certainty: 'known',
    }),
    change('group_install', {
      title: 'Installed in a group',
      meaning: 'A person installed the app in a group, or removed it. Facebook discontinued apps in groups.',
      identity: byContent<GroupInstallValue>({
        needs: [['group_id'], ['update_time']],
        time: ['update_time'],
        members: { group_id: true, update_time: true, verb: true, actor_id: true },
      }),
      certainty: 'known',
      personal: ['actor_id'],
      historic: true,
    }),
    change('oe_reseller_onboarding_request_created', {
      title: 'Reseller onboarding',
      meaning: 'A request to onboard a reseller was created.',
      identity: byId<ResellerRequestValue>([['id']], {
        because: 'Application reference: `id` is the id of the request, sent when it is created',
      }),
      certainty: 'known',
    }),
    change('plugin_comment', {
      title: 'Plugin: comment',
      meaning: 'A person commented through the comments plugin.',
      identity: PLUGIN_COMMENT,
      certainty: 'known',
      personal: ['from', 'message'],
    }),
    change('plugin_comment_reply', {
      title: 'Plugin: reply',
      meaning: 'A person replied to a comment of the comments plugin.',
      identity: PLUGIN_COMMENT,
      certainty: 'known',
      personal: ['from', 'message'],
    }),
    change('async_sessions', {
      title: 'Asynchronous session',
      meaning: 'An asynchronous session ended. Meta documents no payload.',
      certainty: 'guessed',
      historic: true,
    }),
  ],
} as const satisfies CatalogObject;
