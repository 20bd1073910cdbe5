import { ConsumerError, type ChangeHandler } from '../../lambdas/consumers/consumer.ts';
import type { GraphClient } from '../../src/graph/client.ts';
import { requireSuccess } from '../../src/graph/shape.ts';

export interface ModerationDeps {
  readonly graph: () => Promise<GraphClient>;
  /** Lower case. */
  readonly unwanted: readonly string[];
}

/** Hides a comment on Instagram that has an unwanted word in it. */
export const moderateComment =
  ({ graph, unwanted }: ModerationDeps): ChangeHandler<'instagram.comments'> =>
  async ({ detail: { value, entryId } }) => {
    if (value === undefined) throw new ConsumerError('VALUE_ABSENT', 'switch on Include values for comments in the App Dashboard');
    const isOurs = String(value.from?.id) === entryId;
    if (isOurs || !isUnwanted(value.text, unwanted)) return;
    // Hiding a hidden comment changes nothing, so it may be tried again whatever happened.
    requireSuccess(await (await graph()).send({ method: 'POST', path: [String(value.id ?? value.comment_id)], parameters: { hide: true }, idempotent: true }));
  };

function isUnwanted(text: unknown, unwanted: readonly string[]): boolean {
  const words = typeof text === 'string' ? (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) : [];
  return words.some((word) => unwanted.includes(word));
}
