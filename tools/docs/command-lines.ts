/** A command line that a user is told to type. */
export interface CommandLine {
  /** For example `README.md:88`. */
  readonly place: string;
  /** Words after splitting as a shell does: `['npx', 'meta-webhooks', 'send', 'page.leadgen']`. */
  readonly words: readonly string[];
  /** Whether the text only names the command, or its rest is not known: arguments may be missing. */
  readonly isName: boolean;
}

/** What command lines of ours start with. */
const START = /\b(?:npx meta-webhooks(?:-aws)?|npm run|npm start)\b/g;
/** Names in angle brackets stand for an id. */
const PLACEHOLDER = /<[^<>\n]+>/g;
const ID = '1234567890';
/** Where a command line ends: at a quote, a comment, a pipe, punctuation, or where the sentence goes on. */
const END = /[`;|)…]|'(?=[,;)\]\s]|$)|\\['n]|\s#|\s&&|[.,:](?=[\s'"`]|$)|\s(?:to|lists)\s|\$\{|$/;
/** A usage line of the help shows what is possible. Its options are not typed. */
const USAGE = /\[(?:options|--)/;
const WORD = /'([^']*)'|"([^"]*)"|(\S+)/g;

/** Finds the command lines in the code blocks and code spans of a Markdown file. */
export function findInMarkdown(file: string, markdown: string): readonly CommandLine[] {
  const lines = markdown.split('\n');
  const fenced = listFencedLines(lines);
  return lines.flatMap((line, at) => {
    const place = `${file}:${at + 1}`;
    const block = fenced.get(at);
    if (block !== undefined) return findInText(place, block);
    const spans = [...line.matchAll(/`([^`]+)`/g)];
    return spans.flatMap(([, span = '']) => findInText(place, span)).map((one) => ({ ...one, isName: true }));
  });
}

/** Finds the command lines in the strings of a source file. Comments count too: they are documentation. */
export function findInSource(file: string, source: string): readonly CommandLine[] {
  // A string that continues on the next line is one string.
  const joined = source.replace(/(['"`]) \+\n\s*(['"`])/g, '\v');
  let lineNumber = 0;
  return joined.split('\n').flatMap((line) => {
    lineNumber += 1;
    const place = `${file}:${lineNumber}`;
    lineNumber += line.split('\v').length - 1;
    return findInText(place, line.replaceAll('\v', ''));
  });
}

/** Returns the text of each line in a code block, with continued lines in the first of them. */
function listFencedLines(lines: readonly string[]): ReadonlyMap<number, string> {
  const fenced = new Map<number, string>();
  let isInside = false;
  let first: number | undefined;
  for (const [at, line] of lines.entries()) {
    if (/^\s*```/.test(line)) isInside = !isInside;
    if (!isInside) continue;
    const text = line.replace(/\\$/, '');
    if (first === undefined) fenced.set(at, text);
    else fenced.set(first, `${fenced.get(first) ?? ''} ${text.trim()}`).set(at, '');
    first = line.endsWith('\\') ? (first ?? at) : undefined;
  }
  return fenced;
}

function findInText(place: string, text: string): readonly CommandLine[] {
  const filled = text.replace(PLACEHOLDER, ID);
  return [...filled.matchAll(START)].flatMap(({ index }) => {
    const rest = filled.slice(index);
    const withoutQuoted = rest.replace(/'[^'\s][^']*'|"[^"]*"/g, (quoted) => 'x'.repeat(quoted.length));
    const end = END.exec(withoutQuoted)?.index ?? rest.length;
    if (USAGE.test(rest)) return [];
    return [{ place, words: splitWords(rest.slice(0, end)), isName: rest.startsWith('${', end) }];
  });
}

function splitWords(line: string): readonly string[] {
  return [...line.matchAll(WORD)].map(([, single, double, plain]) => single ?? double ?? plain ?? '');
}
