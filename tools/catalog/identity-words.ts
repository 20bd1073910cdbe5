import type { CatalogEntry } from '../../src/catalog/entry.ts';
import { plainRules, type IdentityRule, type Need, type PlainRule } from '../../src/catalog/identity-rule.ts';

/** What a rule says, in words for a table. */
export interface RuleWords {
  /** Empty of a kind without variants. */
  readonly variant: string;
  readonly mode: PlainRule['mode'];
  /** The id, or what the content must hold. */
  readonly needs: string;
  /** What is left out of the content, each with its reason. */
  readonly volatile: string;
  readonly because: string;
  /** Where the change's own time stands. */
  readonly time: string;
}

/** Says what makes a change of a kind the same change when it comes again, a row for each variant. */
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

/** One cell: `id: message.mid`, `content`, `by variant`. */
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
