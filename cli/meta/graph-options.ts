import type { OptionsOf, OptionSpec } from '../framework/option-spec.ts';
import { CALLBACK_URL_OPTION } from './callback-url.ts';

/** Help text for commands that take {@link GraphOptions}. */
export const TOKENS = `An access token is never an argument. --token-from prompt asks for it, env:NAME
reads an environment variable, and secret:NAME reads a Secrets Manager secret:
{"accessToken":"…"} or only the token. The default is META_ACCESS_TOKEN if it
is set, else prompt. The app access token is the app id and the app secret that
the stack stores. META_GRAPH_URL and META_INSTAGRAM_GRAPH_URL override the URLs
of the Graph API.`;

/** The environment variable with the default access token. */
export const TOKEN_VARIABLE = 'META_ACCESS_TOKEN';

/** Options of the client of the Graph API. We validate later, because errors of the parser quote values. */
const CLIENT_OPTIONS = [
  { flags: '--app-id <id>', description: "the Meta app's id", defaultText: 'appId in the configuration' },
  {
    flags: '--graph-version <version>',
    description: 'Graph API version, e.g. v27.0',
    defaultText: "this release's",
  },
  {
    flags: '--token-from <where>',
    description: 'prompt, env:NAME or secret:NAME',
    defaultText: `env:${TOKEN_VARIABLE} if set, else prompt`,
  },
] as const satisfies readonly OptionSpec[];

/** Options of every command that compares what Meta has with the callback URL. */
export const GRAPH_OPTIONS = [CALLBACK_URL_OPTION, ...CLIENT_OPTIONS] as const satisfies readonly OptionSpec[];

const APP = {
  flags: '--app <key>',
  description: "the app's key in the configuration",
  defaultText: 'the only one',
} as const satisfies OptionSpec;

/** {@link GRAPH_OPTIONS} of commands that work on one app. */
export const APP_GRAPH_OPTIONS = [APP, ...GRAPH_OPTIONS] as const satisfies readonly OptionSpec[];

/** {@link APP_GRAPH_OPTIONS} of commands that do not need the callback URL. */
export const APP_CLIENT_OPTIONS = [APP, ...CLIENT_OPTIONS] as const satisfies readonly OptionSpec[];

/** The values of the options of the client. */
export type GraphOptions = OptionsOf<typeof CLIENT_OPTIONS>;
