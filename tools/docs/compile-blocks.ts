import { join } from 'node:path';
import ts from 'typescript';
import type { TypeScriptBlock } from './typescript-blocks.ts';

const PROJECT = join(import.meta.dirname, '../..');
/** Blocks compile as files of `bin/`, where the documentation tells the reader to put them. */
const FOLDER = join(PROJECT, 'bin');
/** Blocks that begin with the name of their file in a comment belong to one app per document. */
const APPS = join(PROJECT, 'apps-of-the-documentation');
const FILE_NAME = /^\/\/ ([\w./-]+\.ts)$/m;
/** The files that blocks import, TypeScript's own libraries among them: they are the same for every call. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/**
 * Compiles blocks as modules of this repository, in which `meta-webhooks-aws` is the repository's own code.
 * @returns a line for each error, with the place in the Markdown file; empty if all compile
 */
export function compileBlocks(blocks: readonly TypeScriptBlock[]): readonly string[] {
  const sources = new Map(blocks.map((block, at) => [toPath(block, at), block]));
  const options = compilerOptions();
  const host = hostWith(sources, options);
  const program = ts.createProgram({ rootNames: [...sources.keys()], options, host });
  return [...sources].flatMap(([path, block]) => {
    const file = program.getSourceFile(path);
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    return found.map((diagnostic) => formatDiagnostic(block, diagnostic));
  });
}

function toPath({ place, code }: TypeScriptBlock, at: number): string {
  const [firstLine = ''] = code.split('\n');
  const [, name] = FILE_NAME.exec(firstLine) ?? [];
  return name === undefined ? join(FOLDER, `block-${at}.ts`) : join(APPS, place.replace(/:\d+$/, ''), name);
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(PROJECT, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    readonly config: { readonly compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, PROJECT);
  // A block may end before it uses what it declares.
  return {
    ...options,
    incremental: false,
    tsBuildInfoFile: undefined,
    noUnusedLocals: false,
    noUnusedParameters: false,
  };
}

/** The files of this repository, and the blocks. */
function hostWith(sources: ReadonlyMap<string, TypeScriptBlock>, options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  const read = (path: string): string | undefined => {
    const block = sources.get(path);
    // One line, so that line numbers stay those of the block. The export makes it a module.
    return block === undefined ? undefined : `export {}; ${block.given}\n${block.code}\n`;
  };
  return {
    ...host,
    directoryExists: (path) => path.startsWith(APPS) || (host.directoryExists?.(path) ?? true),
    fileExists: (path) => sources.has(path) || host.fileExists(path),
    readFile: (path) => read(path) ?? host.readFile(path),
    getSourceFile: (path, language, ...rest) => {
      const text = read(path);
      if (text !== undefined) return ts.createSourceFile(path, text, language, true);
      if (!parsed.has(path)) parsed.set(path, host.getSourceFile(path, language, ...rest));
      return parsed.get(path);
    },
  };
}

function formatDiagnostic({ place }: TypeScriptBlock, { file, start = 0, messageText }: ts.Diagnostic): string {
  const [name, first] = [place.slice(0, place.lastIndexOf(':')), Number(place.slice(place.lastIndexOf(':') + 1))];
  const line = file?.getLineAndCharacterOfPosition(start).line ?? 0;
  return `${name}:${first + line - 1} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
}
