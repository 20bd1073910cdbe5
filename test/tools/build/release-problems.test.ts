import { describe, expect, it } from '@jest/globals';
import { releaseProblems } from '../../../tools/build/release-problems.ts';

const CHANGELOG = '# Changelog\n\n## Unreleased\n\n## 0.1.0 - 2026-12-01\n\n### Added\n';

describe('a tag', () => {
  it.each([
    {
      rule: 'is released if package.json and CHANGELOG.md have its version',
      tag: 'v0.1.0',
      version: '0.1.0',
      want: [],
    },
    { rule: 'is not released if package.json has another version', tag: 'v0.2.0', version: '0.1.0', want: ['tag'] },
    {
      rule: 'is not released without its section in CHANGELOG.md',
      tag: 'v0.2.0',
      version: '0.2.0',
      want: ['CHANGELOG'],
    },
    { rule: 'is not released without the v', tag: '0.1.0', version: '0.1.0', want: ['tag'] },
    {
      rule: 'is not released if nothing names the repository, which provenance needs',
      tag: 'v0.1.0',
      version: '0.1.0',
      hasRepository: false,
      want: ['GITHUB_REPOSITORY'],
    },
  ])('$rule', ({ tag, version, want, hasRepository = true }) => {
    const problems = releaseProblems({ tag, version, changelog: CHANGELOG, hasRepository });
    expect(problems).toEqual(want.map((word) => expect.stringContaining(word) as unknown));
  });
});
