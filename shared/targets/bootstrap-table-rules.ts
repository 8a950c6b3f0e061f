import { isMap } from './merge-defaults';
import type { PlacedProblem } from './schema-problems';
import type { Path } from './yaml-source';

type Fields = Readonly<Record<string, unknown>>;

const mostIndexes = 20;

/** Rules between the fields of one table that is to be made. */
export function tableRuleProblems(table: Fields, path: Path): readonly PlacedProblem[] {
  const indexes = Object.entries(isMap(table.indexes) ? table.indexes : {}).flatMap(([name, index]) =>
    isMap(index) ? [{ name, index, path: [...path, 'indexes', name] }] : [],
  );
  const whole = { name: 'the table', index: table, path };
  const provisioned = table.billingMode === 'provisioned';
  return [
    ...[whole, ...indexes].flatMap(({ name, index, path: here }) => throughputProblems(name, index, here, provisioned)),
    ...(indexes.length > mostIndexes ? [tooMany(path, indexes.length)] : []),
    ...typeProblems([whole, ...indexes]),
  ];
}

/** Auto scaling moves the table alone: an index without units of its own throttles the table's writes (DynamoDB guide, GSI back-pressure). */
function throughputProblems(name: string, fields: Fields, path: Path, provisioned: boolean): readonly PlacedProblem[] {
  const { throughput } = fields;
  if (provisioned && throughput === undefined) {
    const what = name === 'the table' ? 'the table' : `the index ${name}`;
    const rule = `is provisioned but leaves ${what} without throughput; an index that falls behind throttles the writes of its table`;
    const hint = 'write throughput: { read: { min, max }, write: { min, max } }';
    return [{ path, value: undefined, rule, hint, at: 'key' }];
  }
  if (!provisioned && throughput !== undefined) {
    const rule = 'has no meaning on demand';
    const hint = 'leave it out, or write billingMode: provisioned';
    return [{ path: [...path, 'throughput'], value: undefined, rule, hint, at: 'key' }];
  }
  if (!isMap(throughput)) return [];
  return ['read', 'write'].flatMap((side) => {
    const range = throughput[side];
    if (!isMap(range) || typeof range.min !== 'number' || typeof range.max !== 'number') return [];
    if (range.min <= range.max) return [];
    const rule = `must be at most max, which is ${range.max}`;
    return [{ path: [...path, 'throughput', side, 'min'], value: range.min, rule, at: 'value' as const }];
  });
}

const tooMany = (path: Path, count: number): PlacedProblem => ({
  path: [...path, 'indexes'],
  value: undefined,
  rule: `has ${count} entries; a table has at most ${mostIndexes} global secondary indexes`,
  at: 'key',
});

/** An attribute has one type in all keys of a table. */
function typeProblems(keyed: readonly { readonly index: Fields; readonly path: Path }[]): readonly PlacedProblem[] {
  const types = new Map<string, string>();
  return keyed.flatMap(({ index, path }) =>
    ['partitionKey', 'sortKey'].flatMap((part) => {
      const attribute = index[part];
      if (!isMap(attribute) || typeof attribute.name !== 'string') return [];
      const type = typeof attribute.type === 'string' ? attribute.type : 'S';
      const known = types.get(attribute.name) ?? type;
      types.set(attribute.name, known);
      if (known === type) return [];
      const rule = `the attribute ${attribute.name} is of type ${known} in another key of this table`;
      return [{ path: [...path, part, 'type'], value: type, rule, at: 'value' as const }];
    }),
  );
}
