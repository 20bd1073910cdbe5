import { chosen, readParameters, wantScope, type RouteContext } from './fake-graph-api-call.ts';
import { Refused, refusals } from './fake-graph-api-errors.ts';
import type { FakeMention } from './fake-graph-api-state.ts';

/** Matches `mentioned_….…_id(…){…}`, optionally after the user name of the account. */
const MENTION = /^(username,)?mentioned_(comment\.comment|media\.media)_id\((\d+)\)\{(.+)\}$/;
/** Matches an edge inside the braces: `comments.limit(50).after(…){…}`. */
const EDGE = /^(.*?),?(comments|replies)\.limit\((\d+)\)(?:\.after\(([\w=+/-]+)\))?\{([a-z_,]+)\}$/;
/**
 * Maximum comments per page.
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-media/comments
 */
const MAX_PAGE = 50;

/**
 * Returns a mention exactly as Meta documents it: caption mentions have `comments`, comment mentions have no replies
 * (unless `repliesOfComments` is set), and an edge without elements is omitted. `paging` has cursors and no `next`.
 */
export function readMention(context: RouteContext, asked: string): unknown {
  const parsed = MENTION.exec(asked);
  if (!parsed) throw new Refused(refusals.parameterInvalid('fields'));
  wantScope(context, 'instagram_basic', 'instagram_manage_comments');
  const { state } = context;
  const [, withName, what, id = '', fields = ''] = parsed;
  const [accountId = ''] = context.call.path;
  const ofComment = what === 'comment.comment';
  const found = state.mentions.find(
    (one) => one.accountId === accountId && (ofComment ? one.commentId === id : !one.commentId && one.mediaId === id),
  );
  if (!found) throw new Refused(refusals.object('GET', id));
  return {
    ...(withName ? { username: state.usernames.get(accountId) } : {}),
    [ofComment ? 'mentioned_comment' : 'mentioned_media']: toNode(context, found, fields),
    id: accountId,
  };
}

function toNode(context: RouteContext, found: FakeMention, asked: string): unknown {
  const edge = EDGE.exec(asked);
  return edge
    ? { ...getOwnFields(context, found, edge[1] ?? ''), ...findEdge(context, found, edge) }
    : getOwnFields(context, found, asked);
}

function findEdge(
  context: RouteContext,
  found: FakeMention,
  [, , edge = '', limit, after, fields = '']: RegExpExecArray,
): object {
  if (edge !== readableEdge(context, found))
    throw new Refused(refusals.field(edge, found.commentId === undefined ? 'IGMedia' : 'IGComment'));
  if (Number(limit) > MAX_PAGE) throw new Refused(refusals.parameterInvalid('limit'));
  const page = findPage(below(context, found), { size: Number(limit), after });
  const data = page.map((one) => chosen(fields, one, 'IGComment'));
  return data.length === 0 ? {} : { [edge]: { data, paging: { cursors: getCursors(after, data.length) } } };
}

function readableEdge({ state }: RouteContext, { commentId }: FakeMention): string | undefined {
  if (commentId === undefined) return 'comments';
  return state.repliesOfComments ? 'replies' : undefined;
}

function getOwnFields(context: RouteContext, found: FakeMention, fields: string): object {
  const common = { id: found.commentId ?? found.mediaId, timestamp: '2026-11-03T16:09:08+0000', like_count: 185 };
  if (found.commentId !== undefined)
    return chosen(fields || 'id', { ...common, text: found.text, media: { id: found.mediaId } }, 'IGComment') as object;
  const username = found.username ?? 'keldo';
  const owner = username === context.state.usernames.get(found.accountId) ? found.accountId : undefined;
  const media = {
    ...common,
    caption: found.text,
    media_type: 'IMAGE',
    username,
    owner,
    comments_count: below(context, found).length,
  };
  return chosen(fields, media, 'IGMedia') as object;
}

/** Lists the comments on a post or comment, newest first, without the @ of mentions. */
function below(
  { state }: RouteContext,
  { accountId, mediaId, commentId }: FakeMention,
): readonly Record<string, unknown>[] {
  const answers = state.mentionAnswers.map(({ id, message, ...answer }) => ({
    ...answer,
    id,
    text: message,
    parentId: answer.commentId,
    username: state.usernames.get(accountId) ?? '',
    atMs: state.answeredAtMs.get(id) ?? 0,
  }));
  return [...answers, ...state.comments]
    .filter((one) => one.mediaId === mediaId && one.parentId === commentId)
    .sort((one, other) => other.atMs - one.atMs)
    .map(({ id, text, username, atMs }) => ({
      id,
      text: text.replaceAll('@', ''),
      username,
      timestamp: new Date(atMs).toISOString().replace(/\.\d+Z$/, '+0000'),
    }));
}

function findPage<T>(
  all: readonly T[],
  { size, after }: { readonly size: number; readonly after: string | undefined },
): readonly T[] {
  const from = getStart(after);
  return all.slice(from, from + size);
}

function getCursors(after: string | undefined, length: number): { readonly before: string; readonly after: string } {
  const cursor = (at: number): string => Buffer.from(String(at)).toString('base64');
  return { before: cursor(getStart(after)), after: cursor(getStart(after) + length) };
}

function getStart(after: string | undefined): number {
  return Number(Buffer.from(after ?? '', 'base64').toString() || 0);
}

/** Posts a reply. Like Meta, it accepts any number of replies to one mention. */
export function answerMention(context: RouteContext): unknown {
  const of = readParameters(context, { required: ['media_id', 'message'], optional: ['comment_id'] });
  wantScope(
    context,
    context.call.host === 'instagram' ? 'instagram_business_manage_comments' : 'instagram_manage_comments',
  );
  const { mentions, mentionAnswers, answeredAtMs, now } = context.state;
  const [accountId = ''] = context.call.path;
  const commentId = of('comment_id') === '' ? undefined : of('comment_id');
  const found = mentions.find(
    (one) => one.accountId === accountId && one.mediaId === of('media_id') && one.commentId === commentId,
  );
  if (!found) throw new Refused(refusals.object('POST', of('media_id')));
  const id = String(17_846_319_838_228_000n + BigInt(mentionAnswers.length));
  mentionAnswers.push({
    id,
    accountId,
    mediaId: of('media_id'),
    ...(commentId ? { commentId } : {}),
    message: of('message'),
  });
  answeredAtMs.set(id, now());
  return { id };
}
