import type { Json } from '../json/json.ts';

/** What a digest leaves out: by member name, a whole member or parts of it; `*` stands for every element of a list. */
export type OmitTree = ReadonlyMap<string, true | OmitTree>;

/**
 * A path into a value, `message.mid`; `*` stands for every element of a list, in what is left out of a digest only.
 * With a type of the value, only paths that the type has.
 */
export type Path<V = unknown> = unknown extends V ? string : MemberPath<V>;

type MemberPath<V> = V extends readonly (infer Element)[]
  ? `*.${MemberPath<Element>}` | '*'
  : V extends object
    ? { [Name in keyof V & string]: Name | `${Name}.${MemberPath<NonNullable<V[Name]>>}` }[keyof V & string]
    : never;

/** A path, split once. */
export type CompiledPath = readonly string[];

/** What a content digest must hold so that two changes cannot share it: the first of several names that is there. */
export type Need = readonly CompiledPath[];

/** What Meta varies between two attempts at one change, and how we know. */
export interface Volatile<V = unknown> {
  readonly path: Path<V>;
  readonly because: string;
}

/** The members that a value is known to have; `true` where nobody looks further. */
export interface Members {
  readonly [name: string]: true | Members;
}

/** {@link Members} that the compiler holds against the type of the value: none is missing, none is too much. */
export type MembersOf<V> = unknown extends V
  ? Members
  : {
      readonly [Name in keyof V & string]-?:
        true | (NonNullable<V[Name]> extends readonly unknown[] ? never : MembersOf<NonNullable<V[Name]>>);
    };

/** What every rule says. */
interface Common {
  /** Where the change's own time stands: the first that is there. */
  readonly time: readonly CompiledPath[];
  readonly volatile: readonly Volatile[];
  /** {@link volatile}, ready for the canonical form. */
  readonly omit: OmitTree | undefined;
}

/** Meta mints an id, or an id and a counter, for this very occurrence. */
export interface IdRule extends Common {
  readonly mode: 'id';
  /** Every part is needed; of the names of one part, the first that is there. */
  readonly id: readonly Need[];
  /** Where it says that the id is the occurrence's own. */
  readonly because: string;
}

/** A digest over what Meta sent for this change alone. */
export interface ContentRule extends Common {
  readonly mode: 'content';
  readonly needs: readonly Need[];
  readonly members: Members | undefined;
}

/** The digest and a time: nothing in it tells a second, equal change from a retry. */
export interface WeakRule extends Common {
  readonly mode: 'weak';
  readonly because: string | undefined;
}

/** One of several things that a kind tells, by its members. */
export interface Variant {
  readonly name: string;
  readonly when: (input: IdentityInput) => boolean;
  readonly rule: PlainRule;
}

/** A kind whose members tell several things: the first variant that holds counts, else the last rule. */
export interface VariantRule {
  readonly mode: 'variants';
  readonly variants: readonly Variant[];
  readonly otherwise: PlainRule;
}

/** How an identity is made, but for variants. */
export type PlainRule = IdRule | ContentRule | WeakRule;
/** How the identity of a kind is made. @see docs/identities.md */
export type IdentityRule = PlainRule | VariantRule;

/** What an identity is made from. */
export interface IdentityInput {
  /** The change's verb, beside the field or inside the value; undefined where Meta has none. */
  readonly verb: string | undefined;
  /** The change's value; of messaging the event; of a list inside a value the one element. */
  readonly value: Json | undefined;
  /** Members that stood beside the value, the verb among them. */
  readonly extra: Json | undefined;
}

/** Options of every identity rule. */
interface CommonOptions<V> {
  readonly time?: readonly Path<V>[];
  readonly volatile?: readonly Volatile<V>[];
}

/**
 * The id of the occurrence.
 * @param parts - one path, or several names of one part
 * @example byId<MessageEvent>([['message.mid']], { because: 'Messenger reference: a mid is one message', time:
 *   ['timestamp'] })
 */
export function byId<V = unknown>(
  parts: readonly (readonly NoInfer<Path<V>>[])[],
  options: NoInfer<CommonOptions<V>> & { readonly because: string },
): IdRule {
  return { mode: 'id', id: parts.map((names) => compileAll(names)), because: options.because, ...common(options) };
}

/** The content. @param options - `needs`: each is one of several names */
export function byContent<V = unknown>(
  options: NoInfer<
    CommonOptions<V> & { readonly needs: readonly (readonly Path<V>[])[]; readonly members?: MembersOf<V> }
  >,
): ContentRule {
  const { needs, members } = options;
  return { mode: 'content', needs: needs.map((names) => compileAll(names)), members: members, ...common(options) };
}

/** The content and a time. */
export function weak<V = unknown>(options: NoInfer<CommonOptions<V>> & { readonly because?: string } = {}): WeakRule {
  return { mode: 'weak', because: options.because, ...common(options) };
}

/** What is known of no kind: the content and a time. */
export const WEAK: WeakRule = weak();

/** An unknown shape: where there is no time of the entry, one at the top of its value is better than none. */
export const UNKNOWN_SHAPE: WeakRule = weak({ time: ['timestamp'] });

/** Lists the rules of a kind, each with the name of its variant. */
export function plainRules(
  rule: IdentityRule,
): readonly { readonly name: string | undefined; readonly rule: PlainRule }[] {
  if (rule.mode !== 'variants') return [{ name: undefined, rule }];
  return [...rule.variants, { name: 'otherwise', rule: rule.otherwise }];
}

/** Finds the rule that counts for a change. */
export function ruleFor(rule: IdentityRule, input: IdentityInput): PlainRule {
  if (rule.mode !== 'variants') return rule;
  return rule.variants.find(({ when }) => when(input))?.rule ?? rule.otherwise;
}

function common<V>({ time = [], volatile = [] }: CommonOptions<V>): Common {
  return {
    time: compileAll(time),
    volatile: volatile as readonly Volatile[],
    omit: omitTree(volatile.map(({ path }) => path)),
  };
}

function compileAll(paths: readonly string[]): CompiledPath[] {
  return paths.map((path) => path.split('.'));
}

function omitTree(paths: readonly string[]): OmitTree | undefined {
  if (paths.length === 0) return undefined;
  const byName = Map.groupBy(
    paths.map((path) => path.split('.')),
    ([name = '']) => name,
  );
  return new Map(
    [...byName].map(([name, all]) => [
      name,
      all.some(({ length }) => length === 1) ? true : (omitTree(all.map(([, ...rest]) => rest.join('.'))) ?? true),
    ]),
  );
}
