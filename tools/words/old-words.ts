/** A word that this project has replaced. */
export interface OldWord {
  /** Matches the word where it is an error. */
  readonly pattern: RegExp;
  /** Replacement to suggest. */
  readonly use: string;
}

/** Creates an entry for an identifier or code, which matches anywhere. */
const name = (old: string, use: string): OldWord => ({ pattern: new RegExp(`(?<![\\w$])${old}(?![\\w$])`), use });
/** Creates an entry for a word or phrase of prose. */
const phrase = (old: string, use: string): OldWord => ({ pattern: new RegExp(`\\b(?:${old})\\b`, 'i'), use });

/** Metrics, codes, keys and outputs: other systems read them, so a wrong name breaks an alarm or a script. */
const CONTRACTS: readonly OldWord[] = [
  name('Buried', 'DeadLettered'),
  name('BusRefused', 'PutEventsFailedEntries'),
  name('ReceiptToBus', 'ProcessingLatency'),
  name('MetaToBus', 'EndToEndLatency'),
  name('AckTime', 'ResponseLatency'),
  name('TimeLeft', 'RemainingTime'),
  name('[A-Z_]+_ABSENT', 'MISSING_…'),
  name('UNFORESEEN', 'INTERNAL_ERROR'),
  name('METHOD_UNKNOWN', 'METHOD_NOT_ALLOWED'),
  name('BODY_UNPARSEABLE', 'INVALID_JSON'),
  name('TOKEN_KIND', 'WRONG_TOKEN_TYPE'),
  name('TEMPORARY', 'TRANSIENT'),
  name('ANSWER_[A-Z_]+', 'RESPONSE_…'),
  name('customerKey', 'encryption'),
  name('previousSecretHours', 'previousSecretGraceHours'),
  name('memoryMb', 'memorySize'),
  name('ratePerSecond', 'rateLimit'),
  name('silenceHours', 'noDeliveryAlarmHours'),
  name('MentionsForPeopleUrl', 'MentionReviewQueueUrl'),
];

const IDENTIFIERS: readonly OldWord[] = [
  name('\\w*Road\\w*', 'Pipeline…'),
  name('WANTED_METADATA', 'DESIRED_STATE_METADATA'),
  name('HandlerFunction', 'LeastPrivilegeFunction'),
  name('ConsumedReceiver', 'IMetaWebhooks'),
  name('KnownObject', 'CatalogObject'),
  name('capitalised', 'pascalCase'),
  name('SameChange', 'DuplicateGroup'),
  name('KeyedChange', 'IdentifiedChange'),
  name('orRefresh', 'withSecretRefresh'),
  name('beforeDeadline', 'withDeadline'),
  name('(?:once|Once)PerChange', 'changeHandler'),
  name('StartAlone', 'OfflineRunner'),
  name('(?:with)?[Pp]atience', 'timeouts and retries'),
  name('(?:createPace|keepPace|atPace)', 'createRateLimiter'),
  name('BusTap', 'TemporarySubscription'),
  name('(?:tally|tallyOf|fateOf|byFate)', 'outcome, summary'),
];

const PROSE: readonly OldWord[] = [
  phrase('the road', 'the pipeline'),
  phrase('mends?|mended|mending', 'fix'),
  phrase('bury|buries|buried|burying', 'send to the dead-letter queue'),
  phrase('strangers?', 'untrusted caller'),
  phrase('rehears\\w+', 'dry run'),
  phrase('held against', 'compared with'),
  phrase('all the same', 'anyway'),
  phrase('while they come', 'as they arrive'),
  phrase('whether all is well', 'that everything works'),
  phrase('like-meta', '--simulate-retries'),
  phrase('of which nobody knows|what is none of them', 'say what was given and what is allowed'),
  phrase('synthesis(?:e|es|ed|ing)', 'synthesize'),
  { pattern: /colour/i, use: 'color' },
  phrase('behaviour', 'behavior'),
  phrase('honour\\w*', 'honor'),
  phrase('(?:recogn|organ|author|serial|normal|initial|capital)is(?:e|es|ed|ing|ation)', '-ize'),
  { pattern: /[’‘]/, use: "a straight apostrophe (')" },
];

/** All replaced words. `docs/glossary.md` explains the words that stay. */
export const OLD_WORDS: readonly OldWord[] = [...CONTRACTS, ...IDENTIFIERS, ...PROSE];
