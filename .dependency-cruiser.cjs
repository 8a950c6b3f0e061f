// Arrows of the house: who may import whom. `npm run arrows` fails when one runs the wrong way.
const pure = '^shared/(targets|request|sizing|handover)/';
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true, dependencyTypesNot: ['type-only'] } },
    {
      name: 'nothing-imports-handlers',
      severity: 'error',
      from: { pathNot: '^functions/' },
      to: { path: '^functions/' },
    },
    {
      name: 'nothing-imports-cli',
      severity: 'error',
      from: { pathNot: '^(cli|tests|bench)/' },
      to: { path: '^cli/' },
    },
    {
      name: 'handlers-import-shared-only',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^(local|cli|tests|bench|examples)/' },
    },
    {
      name: 'shared-never-looks-outside',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: '^(functions|local|cli|tests|bench|examples)/' },
    },
    {
      name: 'local-knows-no-product-code',
      comment: 'The local platform runs what was packaged; it must not share code with it.',
      severity: 'error',
      from: { path: '^local/' },
      to: { path: '^(functions|shared|cli|tests|bench|examples)/' },
    },
    {
      name: 'pure-rooms-have-no-io',
      severity: 'error',
      from: { path: pure, pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'pure-rooms-know-no-aws',
      severity: 'error',
      from: { path: pure },
      to: { path: 'node_modules/(@aws-sdk|@smithy|@amazon-dax-sdk|aws-sdk|amazon-dax-client)' },
    },
    {
      name: 'sizing-imports-targets-only',
      severity: 'error',
      from: { path: '^shared/sizing/' },
      to: { path: '^shared/', pathNot: '^shared/(sizing|targets)/' },
    },
    {
      name: 'targets-imports-nothing',
      severity: 'error',
      from: { path: '^shared/targets/' },
      to: { path: '^shared/', pathNot: '^shared/targets/' },
    },
    {
      name: 'request-imports-targets-only',
      severity: 'error',
      from: { path: '^shared/request/' },
      to: { path: '^shared/', pathNot: '^shared/(request|targets)/' },
    },
    {
      name: 'ledger-knows-no-aws',
      comment: 'The ledger room states the protocol; the table behind it is an adapter in shared/aws.',
      severity: 'error',
      from: { path: '^shared/(ledger|flow|review)/' },
      to: { path: '(^shared/aws/|node_modules/(@aws-sdk|@smithy|aws-sdk))' },
    },
    {
      name: 'dax-protocol-stays-home',
      severity: 'error',
      from: { pathNot: '^(shared/dax-access|local/dax-node|tests|bench)/' },
      to: { path: '(^local/dax-node/(?!index)|node_modules/(@amazon-dax-sdk|amazon-dax-client))' },
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
