import type { InstagramChangeValues, InstagramCommentValue } from '../values/instagram.ts';
import type { SamplesOf, Stamp } from './stamp.ts';

function comment(productType: string): (stamp: Stamp) => InstagramCommentValue {
  return (s) => ({
    id: s.id('17900000000000001'),
    from: { id: s.id('5200000000000051'), username: 'odile.fixture' },
    text: 'rye?',
    media: { id: s.id('18000000000000002'), media_product_type: productType },
  });
}

const undocumented = (s: Stamp): unknown => ({ id: s.id('17900000000000009') });

export const INSTAGRAM_CHANGE_SAMPLES: SamplesOf<InstagramChangeValues> = {
  agent_messages: undocumented,
  comment_poll_response: undocumented,
  creator_marketplace_invited_creator_onboarding: undocumented,
  creator_marketplace_projects: undocumented,
  delta: undocumented,
  follow: undocumented,
  onboarding_welcome_message_series: undocumented,
  share_to_story: undocumented,
  story_poll_response: undocumented,
  story_reactions: undocumented,
  comments: comment('FEED'),
  live_comments: comment('LIVE'),
  mentions: (s) => ({ media_id: s.id('18000000000000005'), comment_id: s.id('17900000000000005') }),
  story_insights: (s) => ({
    media_id: s.id('18000000000000001'),
    exits: 6,
    replies: -1,
    reach: 17,
    taps_forward: 12,
    taps_back: -1,
    impressions: 28,
  }),
};
