import type { Config } from '../targets';
import { configSchema } from '../targets';
import { parseRequest } from './parse-request';

const config = aConfig(['products', 'orders']);

test('the name of a target is enough', () => {
  expect(parseRequest({ target: 'products' }, config)).toEqual({
    kind: 'request',
    request: { schemaVersion: 1, target: 'products', mode: 'apply', source: 'manual', reason: 'manual' },
  });
});

test('everything that may be said is taken over', () => {
  const input = { target: 'orders', mode: 'plan', reason: 'before the sale', schemaVersion: 1 };

  expect(parseRequest(input, config)).toEqual({
    kind: 'request',
    request: { schemaVersion: 1, target: 'orders', mode: 'plan', source: 'manual', reason: 'before the sale' },
  });
});

test.each(['schedule', 'recovery', 'successor'] as const)('the machinery signs its input with "%s"', (reason) => {
  expect(parseRequest({ target: 'products', reason }, config)).toMatchObject({
    kind: 'request',
    request: { source: reason, reason, mode: 'apply' },
  });
});

test.each([
  ['no object', 'products', [{ path: '', value: 'products', rule: expect.stringContaining('must be an object') }]],
  ['a list', [{ target: 'products' }], [{ path: '', value: 'a list of 1' }]],
  ['null', null, [{ path: '', value: null }]],
  ['nothing', undefined, [{ path: '', value: undefined }]],
  ['an empty object', {}, [{ path: 'target', rule: 'required: one of products, orders' }]],
  ['a target of the wrong type', { target: 7 }, [{ path: 'target', value: 7, rule: 'must be a string' }]],
  [
    'an unknown mode',
    { target: 'products', mode: 'aply' },
    [{ path: 'mode', value: 'aply', hint: 'did you mean "apply"?' }],
  ],
  ['a mode of the wrong type', { target: 'products', mode: true }, [{ path: 'mode', value: true }]],
  [
    'a reason of the wrong type',
    { target: 'products', reason: {} },
    [{ path: 'reason', value: 'an object with 0 keys' }],
  ],
  [
    'an endless reason',
    { target: 'products', reason: 'x'.repeat(2000) },
    [{ path: 'reason', value: `${'x'.repeat(200)}…`, rule: 'must have at most 1024 characters, has 2000' }],
  ],
  [
    'another schema version',
    { target: 'products', schemaVersion: '1' },
    [{ path: 'schemaVersion', value: '1', rule: 'must be 1' }],
  ],
  [
    'several mistakes at once',
    { taget: 'products', mode: 'plam', reason: 1, dryRun: true },
    [
      { path: 'taget', value: 'products', hint: 'did you mean "target"?' },
      { path: 'dryRun', value: true, rule: 'unknown key; known are target, mode, reason, schemaVersion, approval' },
      { path: 'mode', value: 'plam', hint: 'did you mean "plan"?' },
      { path: 'reason', value: 1 },
      { path: 'target', value: undefined },
    ],
  ],
])('%s is refused with path, value and rule of every mistake', (_, input, problems) => {
  const parsed = parseRequest(input, config);

  expect(parsed).toMatchObject({ kind: 'refused', reasonCode: 'invalid-input', problems });
  expect(parsed.kind === 'refused' ? parsed.problems : []).toHaveLength(problems.length);
});

test.each([
  ['prodcuts', 'did you mean "products"?'],
  ['Orders', 'did you mean "orders"?'],
  ['payments', undefined],
  ['toString', undefined],
  ['__proto__', undefined],
])('the undeclared target %s is refused', (target, hint) => {
  const parsed = parseRequest({ target }, config);

  expect(parsed).toMatchObject({
    kind: 'refused',
    reasonCode: 'undeclared-target',
    problems: [{ path: 'target', value: target }],
  });
  expect(parsed.kind === 'refused' ? parsed.problems[0]?.hint : 'not refused').toBe(hint);
});

const decision = 'products.20261124T120000000Z.00000001';

test('an approved decision comes with its reason', () => {
  expect(parseRequest({ target: 'products', reason: 'approval', approval: decision }, config)).toMatchObject({
    kind: 'request',
    request: { source: 'approval', mode: 'apply', approval: decision },
  });
});

test.each([
  ['no decision', { reason: 'approval' }, 'approval'],
  ['another reason', { reason: 'please', approval: decision }, 'reason'],
  [
    'a decision of another target',
    { reason: 'approval', approval: decision.replace('products', 'orders') },
    'approval',
  ],
  ['a plan', { reason: 'approval', approval: decision, mode: 'plan' }, 'mode'],
  ['a list', { reason: 'approval', approval: [decision] }, 'approval'],
])('an approval with %s is refused', (_, input, path) => {
  expect(parseRequest({ target: 'products', ...input }, config)).toMatchObject({
    kind: 'refused',
    reasonCode: 'invalid-input',
    problems: [expect.objectContaining({ path })],
  });
});

function aConfig(names: readonly string[]): Config {
  const { targets } = configSchema.parse({
    targets: Object.fromEntries(names.map((name) => [name, { tables: [name] }])),
  });
  return {
    schemaVersion: 1,
    targets: Object.fromEntries(Object.entries(targets).map(([name, target]) => [name, { ...target, name }])),
  };
}
