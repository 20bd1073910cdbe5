import type { CatalogEntry } from '../../src/catalog/entry.ts';
import { plainRules, type IdentityRule, type Need, type PlainRule } from '../../src/catalog/identity-rule.ts';

/** A rule in words, for a table. */
export interface RuleWords {
  /** Name of the variant; empty for a kind without variants. */
  readonly variant: string;
  readonly mode: PlainRule['mode'];
  /** The id, or the members that the content requires. */
  readonly needs: string;
  /** Members that the content omits, each with its reason. */
  readonly volatile: string;
  readonly because: string;
  /** Paths of the change's own time. */
  readonly time: string;
}

/** Describes the identity of a kind, with one row for each variant. */
export function ruleWords(rule: IdentityRule): readonly RuleWords[] {
  return plainRules(rule).map(({ name = '', rule: plain }) => ({
    variant: name,
    mode: plain.mode,
    needs: describeNeeds(plain).map(alternatives).join(', '),
    volatile: plain.volatile.map(({ path, because }) => `\`${path}\`: ${because}`).join('; '),
    because: 'because' in plain ? (plain.because ?? '') : '',
    time: plain.time.map((path) => `\`${path.join('.')}\``).join(' or '),
  }));
}

/** Describes the mode in one cell: `id: message.mid`, `content`, `by variant`. */
export function describeMode({ identity }: CatalogEntry): string {
  return identity.mode === 'variants'
    ? [...new Set(plainRules(identity).map(({ rule }) => rule.mode))].join(' / ')
    : identity.mode;
}

function describeNeeds(rule: PlainRule): readonly Need[] {
  if (rule.mode === 'id') return rule.id;
  return rule.mode === 'content' ? rule.needs : [];
}

function alternatives(need: Need): string {
  return need.map((path) => `\`${path.join('.')}\``).join(' or ');
}
