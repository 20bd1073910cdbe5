import type { Json } from '../json/json.ts';

/** Members that a digest omits, by name: a whole member or parts of it. `*` matches every element of a list. */
export type OmitTree = ReadonlyMap<string, true | OmitTree>;

/**
 * A path into a value, such as `message.mid`. `*` matches every element of a list; only paths that a digest omits may
 * have it. If the type of the value is known, only paths of that type are allowed.
 */
export type Path<V = unknown> = unknown extends V ? string : MemberPath<V>;

type MemberPath<V> = V extends readonly (infer Element)[]
  ? `*.${MemberPath<Element>}` | '*'
  : V extends object
    ? { [Name in keyof V & string]: Name | `${Name}.${MemberPath<NonNullable<V[Name]>>}` }[keyof V & string]
    : never;

/** A path that is split into its members. */
export type CompiledPath = readonly string[];

/**
 * Names of one member that a content digest requires, so that two changes cannot have the same digest. The first name
 * that is present is used.
 */
export type Need = readonly CompiledPath[];

/** Members that Meta varies between two attempts at one change, with the evidence. */
export interface Volatile<V = unknown> {
  readonly path: Path<V>;
  readonly because: string;
}

/** Members that a value is known to have; `true` if the members of a member are not listed. */
export interface Members {
  readonly [name: string]: true | Members;
}

/** {@link Members} that match the type of the value exactly; the compiler checks it. */
export type MembersOf<V> = unknown extends V
  ? Members
  : {
      readonly [Name in keyof V & string]-?:
        true | (NonNullable<V[Name]> extends readonly unknown[] ? never : MembersOf<NonNullable<V[Name]>>);
    };

/** Properties of every rule. */
interface Common {
  /** Paths of the change's own time. The first that is present is used. */
  readonly time: readonly CompiledPath[];
  readonly volatile: readonly Volatile[];
  /** {@link volatile} in the form that the canonical form needs. */
  readonly omit: OmitTree | undefined;
}

/** Identity from Meta's id, or id and counter, of this occurrence. */
export interface IdRule extends Common {
  readonly mode: 'id';
  /** Parts of the id, all required. For each part, the first name that is present is used. */
  readonly id: readonly Need[];
  /** Source which says that the id belongs to the occurrence. */
  readonly because: string;
}

/** Identity from a digest of what Meta sent for this change. */
export interface ContentRule extends Common {
  readonly mode: 'content';
  readonly needs: readonly Need[];
  readonly members: Members | undefined;
}

/** Identity from the digest and a time, because nothing distinguishes a second, equal change from a retry. */
export interface WeakRule extends Common {
  readonly mode: 'weak';
  readonly because: string | undefined;
}

/** One of several variants of a kind, identified by its members. */
export interface Variant {
  readonly name: string;
  readonly when: (input: IdentityInput) => boolean;
  readonly rule: PlainRule;
}

/** A kind with several variants. The first variant that applies is used, otherwise the last rule. */
export interface VariantRule {
  readonly mode: 'variants';
  readonly variants: readonly Variant[];
  readonly otherwise: PlainRule;
}

/** An identity rule without variants. */
export type PlainRule = IdRule | ContentRule | WeakRule;
/** Rule for the identity of a kind. @see docs/identities.md */
export type IdentityRule = PlainRule | VariantRule;

/** Input of an identity. */
export interface IdentityInput {
  /** Verb of the change, beside the field or inside the value; undefined if Meta sends none. */
  readonly verb: string | undefined;
  /** Value of the change; for messaging the event; for a list inside a value the element. */
  readonly value: Json | undefined;
  /** Members beside the value, including the verb. */
  readonly extra: Json | undefined;
}

/** Options of every identity rule. */
interface CommonOptions<V> {
  readonly time?: readonly Path<V>[];
  readonly volatile?: readonly Volatile<V>[];
}

/**
 * Creates a rule that uses the id of the occurrence.
 * @param parts - each part is one path, or several names of it
 * @example byId<MessageEvent>([['message.mid']], { because: 'Messenger reference: a mid is one message', time:
 *   ['timestamp'] })
 */
export function byId<V = unknown>(
  parts: readonly (readonly NoInfer<Path<V>>[])[],
  options: NoInfer<CommonOptions<V>> & { readonly because: string },
): IdRule {
  return { mode: 'id', id: parts.map((names) => compileAll(names)), because: options.because, ...common(options) };
}

/** Creates a rule that uses the content. @param options - `needs`: each is one path, or several names of it */
export function byContent<V = unknown>(
  options: NoInfer<
    CommonOptions<V> & { readonly needs: readonly (readonly Path<V>[])[]; readonly members?: MembersOf<V> }
  >,
): ContentRule {
  const { needs, members } = options;
  return { mode: 'content', needs: needs.map((names) => compileAll(names)), members: members, ...common(options) };
}

/** Creates a rule that uses the content and a time. */
export function weak<V = unknown>(options: NoInfer<CommonOptions<V>> & { readonly because?: string } = {}): WeakRule {
  return { mode: 'weak', because: options.because, ...common(options) };
}

/** Rule of unknown kinds: the content and a time. */
export const WEAK: WeakRule = weak();

/** Rule of unknown shapes. If the entry has no time, it uses a time at the top level of the value. */
export const UNKNOWN_SHAPE: WeakRule = weak({ time: ['timestamp'] });

/** Lists the rules of a kind, each with the name of its variant. */
export function plainRules(
  rule: IdentityRule,
): readonly { readonly name: string | undefined; readonly rule: PlainRule }[] {
  if (rule.mode !== 'variants') return [{ name: undefined, rule }];
  return [...rule.variants, { name: 'otherwise', rule: rule.otherwise }];
}

/** Finds the rule that applies to a change. */
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
