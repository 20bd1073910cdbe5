/** A block of TypeScript in a Markdown file. */
export interface TypeScriptBlock {
  /** For example `README.md:88`: the line of the first line of code. */
  readonly place: string;
  /** Code that the reader does not see: the names that the block takes as given. */
  readonly given: string;
  readonly code: string;
}

const FENCE = /^(\s*)```ts\s*$/;
const GIVEN = /^\s*<!-- ts: (.*) -->\s*$/;

/**
 * Extracts the blocks that are fenced with `ts`. A comment `<!-- ts: declare const x: string; -->` in the lines above a
 * block declares what the block uses and does not define.
 * @param file - path for messages
 */
export function extractBlocks(file: string, markdown: string): readonly TypeScriptBlock[] {
  const lines = markdown.split('\n');
  return lines.flatMap((line, at) => {
    const indent = FENCE.exec(line)?.[1];
    if (indent === undefined) return [];
    const end = lines.findIndex((candidate, index) => index > at && candidate.trim() === '```');
    const code = lines.slice(at + 1, end === -1 ? undefined : end).map((text) => withoutIndent(text, indent));
    return [{ place: `${file}:${at + 2}`, given: givenAbove(lines.slice(0, at)), code: code.join('\n') }];
  });
}

function withoutIndent(text: string, indent: string): string {
  return text.startsWith(indent) ? text.slice(indent.length) : text;
}

/** Joins the comments directly above a block. Blank lines may stand between them. */
function givenAbove(above: readonly string[]): string {
  const given: string[] = [];
  for (const line of above.toReversed()) {
    const [, code] = GIVEN.exec(line) ?? [];
    if (code !== undefined) given.unshift(code);
    else if (line.trim() !== '') break;
  }
  return given.join(' ');
}
