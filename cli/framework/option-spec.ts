/** An option of a command, as data. The types of the values that a command receives follow from it. */
export interface OptionSpec {
  /** `--dry-run`, `--no-round-trip`, `--limit <n>`, or `--local [port]` if the value can be left out. */
  readonly flags: string;
  readonly description: string;
  /** The value if the option is not given. */
  readonly default?: string | number;
  /** Describes what happens if the option is not given and has no {@link default}, e.g. `the only one`. */
  readonly defaultText?: string;
  /** Whether the command fails without the option. @default false */
  readonly required?: boolean;
  /** Whether the option can be given several times, which makes its value a list. @default false */
  readonly repeatable?: boolean;
  /** The only values that are accepted. */
  readonly choices?: readonly string[];
  /** The attribute names of options that cannot be combined with this one, e.g. `entryId` for `--entry-id`. */
  readonly conflicts?: readonly string[];
  /**
   * Turns the text of a value into the value.
   * @throws InvalidArgumentError of commander, with a sentence that says what is allowed
   */
  readonly parse?: (text: string) => unknown;
}

/** An argument of a command, as data. */
export interface ArgumentSpec {
  /** `<id>`, `[id]` if it can be left out, or `[fields...]` for any number. */
  readonly name: string;
  readonly description: string;
  /** Describes what happens if the argument is not given. */
  readonly defaultText?: string;
  /** The only values that are accepted. */
  readonly choices?: readonly string[];
  /**
   * Turns the text of the argument into the value.
   * @throws InvalidArgumentError of commander, with a sentence that says what is allowed
   */
  readonly parse?: (text: string) => unknown;
}

type FirstWord<Text> = Text extends `${infer Word} ${string}` ? Word : Text;

type CamelCase<Text> = Text extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<CamelCase<Tail>>}` : Text;

type OptionName<Flags> = Flags extends `--no-${infer Name}`
  ? CamelCase<Name>
  : Flags extends `--${infer Name}`
    ? CamelCase<FirstWord<Name>>
    : never;

type Parsed<Spec> = Spec extends { readonly parse: (text: string) => infer Value }
  ? Value
  : Spec extends { readonly choices: readonly (infer Choice)[] }
    ? Choice
    : string;

type Unset<Spec> = Spec extends { readonly required: true } | { readonly default: string | number } ? never : undefined;

type OptionValue<Spec extends OptionSpec> = Spec extends { readonly repeatable: true }
  ? readonly Parsed<Spec>[] | Unset<Spec>
  : Spec['flags'] extends `--no-${string}`
    ? boolean
    : Spec['flags'] extends `${string} <${string}>`
      ? Parsed<Spec> | Unset<Spec>
      : Spec['flags'] extends `${string} [${string}]`
        ? Parsed<Spec> | true | Unset<Spec>
        : boolean | undefined;

/** The values of options by attribute name: `{ dryRun: boolean | undefined }` for `--dry-run`. */
export type OptionsOf<Specs extends readonly OptionSpec[]> = {
  readonly [Spec in Specs[number] as OptionName<Spec['flags']>]: OptionValue<Spec>;
};

type ArgumentName<Name> = Name extends `${'<' | '['}${infer Bare}...${'>' | ']'}`
  ? Bare
  : Name extends `${'<' | '['}${infer Bare}${'>' | ']'}`
    ? Bare
    : never;

type ArgumentValue<Spec extends ArgumentSpec> = Spec['name'] extends `${string}...${string}`
  ? readonly Parsed<Spec>[]
  : Spec['name'] extends `<${string}`
    ? Parsed<Spec>
    : Parsed<Spec> | undefined;

/** The values of arguments by name: `{ fields: readonly string[] }` for `[fields...]`. */
export type ArgumentsOf<Specs extends readonly ArgumentSpec[]> = {
  readonly [Spec in Specs[number] as ArgumentName<Spec['name']>]: ArgumentValue<Spec>;
};

/** Returns the attribute name of an option, e.g. `roundTrip` for `--no-round-trip`. */
export function optionName(flags: string): string {
  const [, long = ''] = /^--(?:no-)?(\S+)/.exec(flags) ?? [];
  return long.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
