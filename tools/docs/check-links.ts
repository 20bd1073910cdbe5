import { dirname, join, normalize } from 'node:path/posix';
import { toAnchor } from './anchor.ts';

/** The files that links can lead to. */
export interface LinkTargets {
  /** Text of each Markdown file by path. */
  readonly documents: ReadonlyMap<string, string>;
  /** Whether a file or folder exists. */
  readonly exists: (path: string) => boolean;
}

const LINK = /(?<!\\)\[(?:[^[\]]|\[[^\]]*\])*\]\(([^()\s]+)(?:\s"[^"]*")?\)|<img [^>]*src="([^"]+)"/g;
const EXTERNAL = /^(?:[a-z][a-z+.-]*:|\/\/)/i;

/** @returns a line for each relative link and anchor that leads nowhere */
export function checkLinks({ documents, exists }: LinkTargets): readonly string[] {
  const anchors = new Map([...documents].map(([path, text]) => [path, listAnchors(text)]));
  const findProblem = (file: string, target: string): string | undefined => {
    const [path = '', anchor] = target.split('#');
    const found = path === '' ? file : normalize(join(dirname(file), decodeURI(path)));
    if (!documents.has(found) && !exists(found)) return 'the file does not exist.';
    const isThere = anchor === undefined || anchors.get(found)?.has(anchor) !== false;
    return isThere ? undefined : `${found} has no heading with this anchor.`;
  };
  return [...documents].flatMap(([file, markdown]) =>
    listLinks(markdown).flatMap(({ line, target }) => {
      const problem = findProblem(file, target);
      return problem === undefined ? [] : [`${file}:${line} ${target}: ${problem}`];
    }),
  );
}

/** Lists the links and pictures that stay in the repository, with their lines. */
function listLinks(markdown: string): readonly { readonly line: number; readonly target: string }[] {
  return withoutCode(markdown).flatMap((text, at) =>
    [...text.matchAll(LINK)]
      .map(([, link, image]) => ({ line: at + 1, target: link ?? image ?? '' }))
      .filter(({ target }) => !EXTERNAL.test(target)),
  );
}

/** Returns GitHub's anchors of the headings, and the ids that the text sets itself. */
function listAnchors(markdown: string): ReadonlySet<string> {
  const counts = new Map<string, number>();
  const headings = withoutFences(markdown).flatMap((line) => {
    const [, title] = /^#{1,6} (.+?)(?: #+)?$/.exec(line) ?? [];
    if (title === undefined) return [];
    const anchor = toAnchor(title);
    const count = counts.get(anchor) ?? 0;
    counts.set(anchor, count + 1);
    return [count === 0 ? anchor : `${anchor}-${count}`];
  });
  return new Set([...headings, ...[...markdown.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, id = '']) => id)]);
}

/** Empties the lines of code blocks, so that the others keep their numbers. */
function withoutFences(markdown: string): readonly string[] {
  let isInside = false;
  return markdown.split('\n').map((line) => {
    const isFence = /^\s*```/.test(line);
    if (isFence) isInside = !isInside;
    return isInside || isFence ? '' : line;
  });
}

function withoutCode(markdown: string): readonly string[] {
  return withoutFences(markdown).map((line) => line.replace(/(?<!\[)`[^`]*`(?!\])/g, ''));
}
