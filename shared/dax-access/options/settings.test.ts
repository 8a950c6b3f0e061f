import type { AccessOptions } from './options';
import { AccessOptionsError } from './problems';
import { settingsOf } from './settings';

const problemsOf = (options: unknown, env: NodeJS.ProcessEnv = { AWS_CONFIG_FILE: '/nowhere' }) => {
  try {
    settingsOf(options as AccessOptions, env);
    return [];
  } catch (error) {
    if (!(error instanceof AccessOptionsError)) throw error;
    return error.problems.map(({ path, rule }) => `${path}: ${rule}`);
  }
};

test('everything that is wrong is listed at once, with the nearest name', () => {
  const found = problemsOf({
    endpoint: 'http://x',
    deadlnieMs: 5,
    canaryShare: 2,
    fallback: { reads: 'yes', maxKeys: -1 },
    breaker: { probes: 0 },
  });
  expect(found).toHaveLength(7);
  expect(found).toContainEqual(expect.stringContaining("deadlnieMs: is not an option; is 'deadlineMs' meant?"));
  expect(found).toContainEqual(expect.stringMatching(/^region: Region is missing/));
  expect(found).toContainEqual(expect.stringMatching(/^fallback\.maxKeys: must be a whole number/));
});

test.each([
  ['dax://c.x.dax-clusters.us-east-1.amazonaws.com:8111'],
  ['daxs://c.x.dax-clusters.us-east-1.amazonaws.com'],
  ['127.0.0.1:8111'],
  [['dax://10.0.0.1:8111', 'dax://10.0.0.2:8111']],
  [{ cluster: 'products' }],
  [{ record: { table: 'ledger', target: 'products' } }],
])('%j is an endpoint', (endpoint) => {
  expect(problemsOf({ endpoint, region: 'us-east-1' })).toEqual([]);
});

test.each([
  ['http://x:1'],
  ['dax://[::1]:8111'],
  ['localhost'],
  [[]],
  [['daxs://a:9111', 'daxs://b:9111']],
  [{ cluster: 'Not A Name' }],
  [{ cluster: 'a', record: { table: 't', target: 'x' } }],
  [{ record: { table: 't' } }],
  [7],
  [undefined],
])('%j is none', (endpoint) => {
  expect(problemsOf({ endpoint, region: 'us-east-1' }).join()).toMatch(/endpoint/);
});

test('the Region comes from the environment, and times must fit into each other', () => {
  expect(settingsOf({ endpoint: 'a:1' }, { AWS_REGION: 'eu-west-1' }).region).toBe('eu-west-1');
  expect(
    problemsOf({ endpoint: 'a:1', region: 'us-east-1', deadlineMs: 100, connectTimeoutMs: 100, readAttemptMs: 200 }),
  ).toEqual([
    'connectTimeoutMs: must be less than deadlineMs (100)',
    'readAttemptMs: must be at most deadlineMs (100)',
  ]);
});

test.each([
  ['hashed', 'needs an endpoint by record', 'a:1'],
  [{ rawEncryptedWith: new Uint8Array(31) }, 'warmingKeys: must be', { record: { table: 't', target: 'p' } }],
  ['raw', 'warmingKeys: must be', { record: { table: 't', target: 'p' } }],
])('hot keys: %j is refused', (warmingKeys, rule, endpoint) => {
  expect(problemsOf({ endpoint, region: 'us-east-1', warmingKeys }).join()).toContain(rule);
});

test.each([
  [{ endpoint: 'a:1', warmingKeys: { rawEncryptedWith: new Uint8Array(31).fill(77) } }],
  [{ endpoint: 'a:1', credentials: { accessKeyId: '', secretAccessKey: 'key77' } }],
  [{ endpoint: 'a:1', credentials: { secretAccessKey: 'key77' } }],
])('an error about options shows no key: case %#', (options) => {
  expect(() => settingsOf(options as AccessOptions)).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('77') }),
  );
});
