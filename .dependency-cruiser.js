// Who may import whom (docs/adr/0002): bin → lib, tools, examples; lib → src; lambdas → src; tools → lambdas, src; examples → lambdas/consumers, lambdas/aws, lib, src; src → nothing here.
const only = (from, allowed) => ({
  name: `${from}-imports-only-${allowed.join('-') || 'itself'}`,
  severity: 'error',
  from: { path: `^${from}/` },
  to: { path: '^(bin|lib|lambdas|src|tools|test|examples)/', pathNot: `^(${[from, ...allowed].join('|')})/` },
});

export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    only('src', []),
    only('lambdas', ['src']),
    only('lib', ['src']),
    only('tools', ['lambdas', 'src']),
    only('bin', ['lib', 'tools', 'src', 'examples']),
    only('examples', ['lambdas/consumers', 'lambdas/aws', 'lib', 'src']),
    {
      name: 'src-is-pure',
      comment: 'no AWS, no I/O in the domain; hashing is the one platform call it needs',
      severity: 'error',
      from: { path: '^src/' },
      to: { pathNot: '^src/', dependencyTypesNot: ['type-only'], exoticallyRequired: false, path: '.*', dependencyTypes: ['npm', 'npm-dev', 'npm-peer', 'npm-optional'] },
    },
    {
      name: 'src-core-modules',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|buffer)$' },
    },
    {
      name: 'lambdas-take-runtime-dependencies-only',
      severity: 'error',
      from: { path: '^lambdas/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'], extensions: ['.ts', '.js'] },
  },
};
