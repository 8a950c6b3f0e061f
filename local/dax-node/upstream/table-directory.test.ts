import { TableDirectory } from './table-directory';

function aDirectory(keys: { name: string }): TableDirectory {
  const call = async <Output>(): Promise<Output> => {
    const description = {
      Table: {
        KeySchema: [{ AttributeName: keys.name, KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: keys.name, AttributeType: 'S' }],
      },
    };
    return description as Output;
  };
  return new TableDirectory(
    { call },
    () => undefined,
    () => 0,
  );
}

describe('the table of the last use', () => {
  test('is the one that was asked for last', async () => {
    const tables = aDirectory({ name: 'pk' });
    expect(tables.recent).toBeUndefined();
    await tables.get('A');
    await tables.get('B');
    tables.known('B');
    expect(tables.recent?.name).toBe('B');
    tables.known('A');
    expect(tables.recent?.name).toBe('A');
  });

  test('is nobody once DynamoDB contradicts what is known, and has its new keys after the next look', async () => {
    const keys = { name: 'pk' };
    const tables = aDirectory(keys);
    await tables.get('A');
    tables.known('A');
    tables.doubt('A');
    expect(tables.recent).toBeUndefined();
    keys.name = 'id';
    await tables.get('A');
    tables.known('A');
    expect(tables.recent?.schema).toEqual([{ name: 'id', type: 'S' }]);
  });
});
