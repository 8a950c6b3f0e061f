import type { CreateTableCommandInput, DynamoDB } from '@aws-sdk/client-dynamodb';

const MAX_LOOKS = 100;

export type TableKind = 'S' | 'N' | 'B' | 'SS' | 'SN' | 'SB' | 'NN' | 'indexed';

/** A table with keys of the given types: hash `pk`, range `sk`. `indexed` is SN with a global and a local index. */
export async function createTable(dynamodb: DynamoDB, name: string, kind: TableKind): Promise<void> {
  const [hash, range] = kind === 'indexed' ? ['S', 'N'] : [...kind];
  const attributes = [
    { AttributeName: 'pk', AttributeType: hash },
    ...(range === undefined ? [] : [{ AttributeName: 'sk', AttributeType: range }]),
    ...(kind === 'indexed' ? [{ AttributeName: 'g', AttributeType: 'S' }] : []),
    ...(kind === 'indexed' ? [{ AttributeName: 'h', AttributeType: 'N' }] : []),
  ];
  const input = {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: attributes,
    KeySchema: keySchema('pk', range === undefined ? undefined : 'sk'),
    ...(kind === 'indexed' ? INDEXES : {}),
  };
  await dynamodb.createTable(input as CreateTableCommandInput);
  for (let look = 0; look < MAX_LOOKS; look += 1) {
    const { Table: table } = await dynamodb.describeTable({ TableName: name });
    if (table?.TableStatus === 'ACTIVE') return;
  }
  throw new Error(`${name} did not become active`);
}

function keySchema(hash: string, range: string | undefined): readonly object[] {
  const schema = [{ AttributeName: hash, KeyType: 'HASH' }];
  return range === undefined ? schema : [...schema, { AttributeName: range, KeyType: 'RANGE' }];
}

const INDEXES = {
  GlobalSecondaryIndexes: [
    { IndexName: 'byG', KeySchema: keySchema('g', 'h'), Projection: { ProjectionType: 'ALL' } },
    { IndexName: 'keysOnly', KeySchema: keySchema('g', undefined), Projection: { ProjectionType: 'KEYS_ONLY' } },
  ],
  LocalSecondaryIndexes: [
    {
      IndexName: 'byH',
      KeySchema: keySchema('pk', 'h'),
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['a'] },
    },
  ],
};
