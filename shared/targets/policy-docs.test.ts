import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrapDocsTable, configJsonSchema, policyDocsTable, profileDocsTable } from '.';
import { schemaAt } from './json-schema';
import { nearestName } from './nearest-name';

test('the table in docs/rules/policy.md is the one that the schema gives', () => {
  const page = readFileSync(join(__dirname, '../../docs/rules/policy.md'), 'utf8');

  expect(cells(page)).toEqual(cells(policyDocsTable()));
});

/** Rows of the table as cells, whatever the padding. */
function cells(markdown: string): readonly (readonly string[])[] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^[|\s-]+$/.test(line))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));
}

test('the table in docs/rules/profiles.md is what the profiles set', () => {
  const page = readFileSync(join(__dirname, '../../docs/rules/profiles.md'), 'utf8');

  expect(cells(page)).toEqual(cells(profileDocsTable()));
});

test('every row of the table has a meaning', () => {
  const rows = policyDocsTable().split('\n').slice(2);

  expect(rows.length).toBeGreaterThan(50);
  expect(rows.filter((row) => row.endsWith('|  |'))).toEqual([]);
});

test('the JSON Schema describes the file as people write it: defaults are optional, unknown keys are not allowed', () => {
  const schema = configJsonSchema();
  const nodes = schemaAt(schema, ['targets', 'shop', 'policy', 'nodes']);

  expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
  expect(nodes).toMatchObject({
    additionalProperties: false,
    properties: { min: { minimum: 1, maximum: 11, default: 3 } },
  });
  expect(schemaAt(schema, ['defaults', 'approval', 'nodeCount'])?.enum).toEqual(['recommend', 'approve', 'auto']);
  expect(schemaAt(schema, ['targets', 'shop', 'nonsense', 'deeper'])).toBeUndefined();
});

test.each([
  ['tabels', 'tables'],
  ['cool_down_ms', 'coolDownMs'],
  ['aproval', 'approval'],
  ['xyz', undefined],
])('the name nearest to %s is %s', (typed, expected) => {
  expect(nearestName(typed, ['tables', 'coolDownMs', 'approval', 'bands'])).toBe(expected);
});

test('the table of bootstrap keys in docs/deploying.md is the one that the schema gives', () => {
  const page = readFileSync(join(__dirname, '../../docs/deploying.md'), 'utf8');
  const [, table = ''] = page.split('## Every key of `bootstrap`');

  expect(cells(table)).toEqual(cells(bootstrapDocsTable()));
});
