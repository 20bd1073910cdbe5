import { describe, expect, it } from '@jest/globals';
import { findRepository, publishedManifest } from '../../../tools/build/manifest.ts';

const SOURCE = {
  name: 'synthetic',
  private: true,
  bin: { synthetic: 'bin/synthetic.mjs' },
  devDependencies: { '@types/aws-lambda': '8.10.164' },
};
// https://docs.npmjs.com/cli/v11/configuring-npm/package-json#repository
const ACME = { type: 'git', url: 'git+https://github.com/acme/hooks.git' } as const;

describe('the repository in the published package.json', () => {
  it('is the one that the workflow runs in', () => {
    const repository = findRepository({ GITHUB_REPOSITORY: 'acme/hooks', GITHUB_SERVER_URL: 'https://github.com' });
    expect(publishedManifest(SOURCE, repository)).toMatchObject({ repository: ACME });
  });

  it("is that of the repository's own package.json if it names one", () => {
    const own = { type: 'git', url: 'git+https://github.com/acme/fork.git' } as const;
    expect(publishedManifest({ ...SOURCE, repository: own }, ACME)).toMatchObject({ repository: own });
  });

  it('is absent outside a workflow', () => {
    expect(publishedManifest(SOURCE, findRepository({}))).not.toHaveProperty('repository');
  });
});

it('the published package.json is not private', () => {
  expect(publishedManifest(SOURCE)).not.toHaveProperty('private');
});
