import { chosen, readParameters, wantScope, type RouteContext } from './fake-graph-api-call.ts';
import { documented, Refused, refusals } from './fake-graph-api-errors.ts';
import type { FakeLead } from './fake-graph-api-state.ts';

// Routes for lead forms, messages and comments on Pages and Instagram accounts.

/** Handles GET /{lead-id}. */
export function readLead(context: RouteContext, lead: FakeLead): unknown {
  const of = readParameters(context, { optional: ['fields'] });
  wantScope(context, 'leads_retrieval');
  const [id = ''] = context.call.path;
  if (context.call.caller.token?.ownerId !== lead.pageId) throw new Refused(refusals.object('GET', id));
  const all = {
    id,
    created_time: '2026-11-03T16:09:08+0000',
    form_id: lead.formId,
    ad_id: lead.adId,
    field_data: lead.answers,
    is_organic: lead.adId === undefined,
  };
  return chosen(of('fields'), all, 'LeadGenData');
}

/** Handles POST /{page-id}/messages. */
export function sendMessage(context: RouteContext): unknown {
  const of = readParameters(context, { required: ['recipient', 'message'], optional: ['messaging_type'] });
  const [pageId = ''] = context.call.path;
  if (context.call.caller.token?.ownerId !== pageId) throw new Refused(refusals.pageTokenWanted());
  wantScope(context, 'pages_messaging');
  if (of('messaging_type') !== 'RESPONSE') throw new Refused(refusals.parameterInvalid('messaging_type'));
  const recipientId = textIn(of('recipient'), 'recipient', 'id');
  const text = textIn(of('message'), 'message', 'text');
  if (text.length > 2_000) throw new Refused(refusals.parameterInvalid('message'));
  const { messages, closedWindows } = context.state.people;
  if (closedWindows.has(recipientId)) throw new Refused(documented.windowClosed());
  const id = `m_synthetic${String(messages.length)}`;
  messages.push({ id, pageId, recipientId, text });
  return { recipient_id: recipientId, message_id: id };
}

/** Handles POST /{comment-id}. */
export function hideComment(context: RouteContext): unknown {
  const [id = ''] = context.call.path;
  const comment = context.state.people.comments.get(id);
  if (!comment) throw new Refused(refusals.object('POST', id));
  const name = comment.on === 'page' ? 'is_hidden' : 'hide';
  const of = readParameters(context, { required: [name] });
  wantScope(context, comment.on === 'page' ? 'pages_manage_engagement' : 'instagram_manage_comments');
  if (context.call.caller.token?.ownerId !== comment.pageId) throw new Refused(refusals.object('POST', id));
  if (!['true', 'false'].includes(of(name))) throw new Refused(refusals.parameterInvalid(name));
  comment.hidden = of(name) === 'true';
  return { success: true };
}

/** Returns the only member of an object in JSON. */
function textIn(json: string, parameter: string, name: string): string {
  const parsed: unknown = parsedOrRefused(json, parameter);
  const members = typeof parsed === 'object' && parsed !== null ? Object.entries(parsed) : [];
  const [only] = members;
  if (members.length !== 1 || only?.[0] !== name || typeof only[1] !== 'string' || only[1] === '')
    throw new Refused(refusals.parameterInvalid(parameter));
  return only[1];
}

function parsedOrRefused(json: string, parameter: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new Refused(refusals.parameterInvalid(parameter));
  }
}
