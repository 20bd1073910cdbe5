import { textAt } from '../json/json.ts';
import { byContent, byId, type IdentityRule, type Members, type Volatile } from './identity-rule.ts';

/** Path of the time of every element. */
export const TIME = ['timestamp'];
/** Identity of a message in any list. */
export const BY_WAMID = byId([['id']], {
  because: 'WhatsApp reference, messages: `id` is the id of the message, reactions, edits and revocations included',
  time: TIME,
});

const STATUS_MEMBERS: Members = {
  id: true,
  status: true,
  timestamp: true,
  type: true,
  recipient_id: true,
  recipient_user_id: true,
  recipient_parent_user_id: true,
  parent_recipient_user_id: true,
  recipient_type: true,
  recipient_participant_id: true,
  recipient_participant_user_id: true,
  recipient_participant_parent_user_id: true,
  participant_recipient_id: true,
  recipient_identity_key_hash: true,
  group_id: true,
  template_id: true,
  conversation: true,
  pricing: true,
  payment: true,
  errors: true,
  biz_opaque_callback_data: true,
};
/**
 * Members of a status that vary. A message reaches a status once per recipient, but a second device sends it again at
 * another time.
 */
const STATUS_VOLATILE: readonly Volatile[] = [
  { path: 'timestamp', because: 'reported: another device sends the same status with another time' },
  { path: 'conversation', because: 'billing data that only some attempts have' },
  { path: 'pricing', because: 'billing data that only some attempts have' },
];
const PARTICIPANT = ['recipient_participant_user_id', 'recipient_participant_id', 'participant_recipient_id'];

/** Identity of a status, which a message or call reaches once per recipient. */
export const STATUS_IDENTITY: IdentityRule = {
  mode: 'variants',
  variants: [
    {
      name: 'of a group',
      when: ({ value }) => textAt(value, 'recipient_type') === 'group',
      rule: byContent({
        needs: [['id'], ['status'], PARTICIPANT],
        volatile: STATUS_VOLATILE,
        members: STATUS_MEMBERS,
        time: TIME,
      }),
    },
  ],
  otherwise: byContent({ needs: [['id'], ['status']], volatile: STATUS_VOLATILE, members: STATUS_MEMBERS, time: TIME }),
};

/** Members of a change of a group. */
export const GROUP_MEMBERS: Members = {
  timestamp: true,
  group_id: true,
  type: true,
  request_id: true,
  join_request_id: true,
  reason: true,
  wa_id: true,
  user_id: true,
  parent_user_id: true,
  username: true,
  added_participants: true,
  removed_participants: true,
  failed_participants: true,
  initiated_by: true,
  subject: true,
  description: true,
  invite_link: true,
  join_approval_mode: true,
  group_subject: true,
  group_description: true,
  profile_picture: true,
  errors: true,
};

/** Members of a message that contain a file. */
export const MEDIA = ['image', 'video', 'audio', 'document', 'sticker'] as const;

/** Members of a call. */
export const CALL_MEMBERS: Members = {
  id: true,
  event: true,
  timestamp: true,
  from: true,
  from_user_id: true,
  from_parent_user_id: true,
  to: true,
  to_user_id: true,
  to_parent_user_id: true,
  direction: true,
  session: true,
  status: true,
  duration: true,
  start_time: true,
  end_time: true,
  errors: true,
  biz_opaque_callback_data: true,
  cta_payload: true,
  deeplink_payload: true,
  call_recording: true,
  call_transcript: true,
};
