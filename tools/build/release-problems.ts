/** What a release is made from. */
export interface Release {
  /** For example `v0.1.0`. */
  readonly tag: string;
  /** Version in package.json. */
  readonly version: string;
  readonly changelog: string;
  /** Whether package.json, or the workflow, names the repository. */
  readonly hasRepository: boolean;
}

/** Returns a line for each reason not to publish; empty if there is none. */
export function releaseProblems({ tag, version, changelog, hasRepository }: Release): readonly string[] {
  const headings = [...changelog.matchAll(/^## (?:\[)?([^\s\]]+)/gm)].map(([, name]) => name);
  const problems: string[] = [];
  if (tag !== `v${version}`) problems.push(`The tag is ${tag}, but package.json has ${version}. Tag v${version}.`);
  if (!headings.includes(version)) problems.push(`CHANGELOG.md has no section ${version}. Add it.`);
  if (!hasRepository)
    problems.push(
      'npm publish --provenance needs the repository. Set `repository` in package.json, or GITHUB_REPOSITORY to ' +
        'owner/name.',
    );
  return problems;
}
