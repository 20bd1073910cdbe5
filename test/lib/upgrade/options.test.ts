import { describe, expect, it } from '@jest/globals';
import { readConfiguration } from '../../../lib/configuration/configuration.ts';
import { DOMAINS } from '../everything-on.ts';
import { synthesizeStacks, type StoredStacks } from '../../upgrade/synthesize.ts';
import { isStateful, updatePlan } from '../../upgrade/update-plan.ts';

const ACCOUNT = '17841400000000001';
const SECRET_ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:instagram-token-AbCdEf';
const MENTIONS = { accounts: { [ACCOUNT]: {} }, answers: [{ message: 'Thank you!' }] };
const mentions = (section: object): object => ({ mentionReplies: { ...MENTIONS, ...section } });
const mentionAccount = (account: object): object => mentions({ accounts: { [ACCOUNT]: account } });
const app = (configuration: object): object => ({ apps: { meta: configuration } });
const twoApps = (configuration: object): object => ({ apps: { meta: configuration, shop: {} }, ...DOMAINS });

interface Option {
  /** Path in the configuration. `meta` and the account id stand for any key. */
  readonly option: string;
  /** @default - the default configuration */
  readonly off?: object;
  readonly on: object;
  /** Stays in the account without the stack; switched on again, an empty one is created. @default - nothing */
  readonly orphaned?: readonly string[];
  /** Is deleted with its content; switched on again, an empty one is created. @default - nothing */
  readonly deleted?: readonly string[];
}

/**
 * Stateful resources that each option orphans or deletes when it is switched off, from the documentation: what a
 * feature adds goes with it; what docs/runbook.md calls retained is orphaned. No option replaces a resource.
 */
const OPTIONS: readonly Option[] = [
  { option: 'apps', on: { apps: { meta: {}, shop: {} } }, orphaned: ['SecretShop'] },
  { option: 'apps.meta.description', on: app({ description: 'The EU web shop' }) },
  { option: 'apps.meta.appId', on: app({ appId: '123456789' }) },
  { option: 'apps.meta.subscriptions', on: app({ subscriptions: { page: ['feed'] } }) },
  { option: 'apps.meta.accounts', on: app({ accounts: { whatsapp: ['123456789'] } }) },
  { option: 'apps.meta.mutualTls', off: twoApps({}), on: twoApps({ mutualTls: true }) },
  { option: 'apps.meta.noDeliveryAlarmHours', on: app({ noDeliveryAlarmHours: 0 }) },
  { option: 'terminationProtection', off: { terminationProtection: false }, on: { terminationProtection: true } },
  { option: 'encryption', on: { encryption: 'CUSTOMER_MANAGED' }, orphaned: ['CustomerKey'] },
  { option: 'dedupeWindowDays', on: { dedupeWindowDays: 30 } },
  { option: 'archiveDays', off: { archiveDays: 0 }, on: { archiveDays: 60 } },
  { option: 'previousSecretGraceHours', off: { previousSecretGraceHours: 0 }, on: { previousSecretGraceHours: 48 } },
  { option: 'logRetentionDays', on: { logRetentionDays: 90 } },
  {
    option: 'storyInsights',
    on: { storyInsights: true },
    orphaned: ['StoryInsightsChangesDeadLetters', 'StoryInsightsTable'],
    deleted: ['StoryInsightsHandlerLog'],
  },
  { option: 'storyInsights', off: { storyInsights: 'PAUSED' }, on: { storyInsights: true } },
  { option: 'domain', on: { domain: DOMAINS.domain }, deleted: ['IngressDomainName'] },
  {
    option: 'mutualTlsDomain',
    on: { mutualTlsDomain: DOMAINS.mutualTlsDomain },
    deleted: ['IngressMutualTlsDomainName'],
  },
  { option: 'defaultEndpoint', off: { ...DOMAINS, defaultEndpoint: false }, on: { ...DOMAINS, defaultEndpoint: true } },
  { option: 'throttle.rateLimit', on: { throttle: { rateLimit: 3000 } } },
  { option: 'throttle.burstLimit', on: { throttle: { burstLimit: 5000 } } },
  { option: 'ingress.memorySize', on: { ingress: { memorySize: 1024 } } },
  { option: 'ingress.reservedConcurrency', on: { ingress: { reservedConcurrency: 10 } } },
  { option: 'worker.memorySize', on: { worker: { memorySize: 1024 } } },
  { option: 'worker.maxConcurrency', on: { worker: { maxConcurrency: 10 } } },
  { option: 'worker.batchedClaims', on: { worker: { batchedClaims: true } } },
  { option: 'worker.batchWindowSeconds', on: { worker: { batchWindowSeconds: 20 } } },
  { option: 'monitoring.emails', on: { monitoring: { emails: ['ops@example.com'] } } },
  { option: 'monitoring.noDeliveryAlarmHours', on: { monitoring: { noDeliveryAlarmHours: 0 } } },
  { option: 'monitoring.disabledAlarms', on: { monitoring: { disabledAlarms: ['silence'] } } },
  { option: 'monitoring.runbookUrl', on: { monitoring: { runbookUrl: 'https://example.com/runbook.md' } } },
  {
    option: 'mentionReplies',
    on: mentions({}),
    orphaned: [`MentionToken${ACCOUNT}`, 'MentionRepliesOnMentionDeadLetters', 'MentionTable', 'MentionsForPeople'],
    deleted: ['MentionQueue', 'MentionRepliesHandlerLog'],
  },
  { option: 'mentionReplies.dryRun', off: mentions({}), on: mentions({ dryRun: false }) },
  { option: 'mentionReplies.paused', off: mentions({ paused: true }), on: mentions({}) },
  {
    option: 'mentionReplies.accounts',
    off: mentions({ accounts: { 1: {} } }),
    on: mentions({ accounts: { 1: {}, [ACCOUNT]: {} } }),
    orphaned: [`MentionToken${ACCOUNT}`],
  },
  { option: 'mentionReplies.accounts.1.app', off: mentions({}), on: mentionAccount({ app: 'meta' }) },
  { option: 'mentionReplies.accounts.1.maxPerHour', off: mentions({}), on: mentionAccount({ maxPerHour: 5 }) },
  {
    // Off is a secret of one's own, on is that of the stack.
    option: 'mentionReplies.accounts.1.tokenSecretArn',
    off: mentionAccount({ tokenSecretArn: SECRET_ARN }),
    on: mentions({}),
    orphaned: [`MentionToken${ACCOUNT}`],
  },
  {
    option: 'mentionReplies.accounts.1.tokenKeyArn',
    off: mentionAccount({ tokenSecretArn: SECRET_ARN }),
    on: mentionAccount({ tokenSecretArn: SECRET_ARN, tokenKeyArn: 'arn:aws:kms:eu-central-1:123456789012:key/1' }),
  },
  { option: 'mentionReplies.answers', off: mentions({}), on: mentions({ answers: [{ message: 'Thanks!' }] }) },
  { option: 'mentionReplies.excludes', off: mentions({}), on: mentions({ excludes: ['refund'] }) },
  { option: 'mentionReplies.withinHours', off: mentions({}), on: mentions({ withinHours: 48 }) },
];

const made = new Map<string, StoredStacks>();
function getStacks(configuration: object): StoredStacks {
  const key = JSON.stringify(configuration);
  const stacks = made.get(key) ?? synthesizeStacks(configuration);
  made.set(key, stacks);
  return stacks;
}

/** What an update does to stateful resources, without the hashes of logical ids. */
function plan(before: object, after: object): Record<'replaced' | 'orphaned' | 'deleted', string[]> {
  const [from, to] = [getStacks(before), getStacks(after)];
  const changes = Object.keys(from).flatMap((stack) => updatePlan(from[stack]!, to[stack]!).filter(isStateful));
  const ids = (impact: string): string[] =>
    changes
      .filter((change) => change.impact === impact)
      .map(({ id }) => (id.startsWith('MentionToken') ? id : id.replace(/[0-9A-F]{8}$/, '')))
      .toSorted();
  return { replaced: ids('replaced'), orphaned: ids('orphaned'), deleted: ids('deleted') };
}

/** Objects whose keys the user chooses, or that may be absent. */
const COLLECTIONS = new Set(['apps', 'mentionReplies', 'mentionReplies.accounts']);
const NOTHING = { replaced: [], orphaned: [], deleted: [] };

describe.each(OPTIONS)('$option', ({ off = {}, on, orphaned = [], deleted = [] }) => {
  it('switched on: replaces, orphans and deletes nothing', () => {
    expect(plan(off, on)).toEqual(NOTHING);
  });

  const loses = [...orphaned, ...deleted].join(', ') || 'nothing';
  it(`switched off: leaves behind or deletes ${loses}`, () => {
    expect(plan(on, off)).toEqual({ replaced: [], orphaned: orphaned.toSorted(), deleted: deleted.toSorted() });
  });
});

it('the table has every option of the configuration', () => {
  const all = readConfiguration({ apps: { meta: {} }, ...mentions({ accounts: { 1: {} } }) });
  const listed = new Set(OPTIONS.map(({ option }) => option));
  const missing = getPaths(all, '').filter((path) => !listed.has(path));
  expect(missing).toEqual([]);
});

/** Paths of all options: of a section, those of its keys; of the collections, their own too. */
function getPaths(value: object, at: string): string[] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    const path = at === '' ? key : `${at}.${key}`;
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return [path];
    return [...(COLLECTIONS.has(path) ? [path] : []), ...getPaths(inner, path)];
  });
}
