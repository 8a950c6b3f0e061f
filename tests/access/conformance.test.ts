import type { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { aStage, type Stage } from './fixture';

type Step = (document: DynamoDBDocument, name: string) => Promise<unknown>;

/** Each is run with a name of its own, so that what one client leaves behind is nobody else's. */
const steps: Readonly<Record<string, Step>> = {
  'an item that is not there': (d, id) => d.get({ TableName: 'items', Key: { id } }),
  'put, with the old item': async (d, id) => {
    await d.put({ TableName: 'items', Item: { id: `${id}-o`, n: 1, s: 'ä', b: new Uint8Array([1, 255]) } });
    return d.put({ TableName: 'items', Item: { id: `${id}-o`, n: 2 }, ReturnValues: 'ALL_OLD' });
  },
  'update with new values': async (d, id) => {
    await d.put({ TableName: 'items', Item: { id: `${id}-u`, n: 1, list: [1] } });
    return d.update({
      TableName: 'items',
      Key: { id: `${id}-u` },
      UpdateExpression: 'ADD n :one SET #list[1] = :two, fresh = if_not_exists(fresh, :map)',
      ExpressionAttributeNames: { '#list': 'list' },
      ExpressionAttributeValues: { ':one': 1, ':two': new Set(['x', 'y']), ':map': { deep: [null, true] } },
      ReturnValues: 'ALL_NEW',
    });
  },
  'delete with the old item': async (d, id) => {
    await d.put({ TableName: 'items', Item: { id: `${id}-d`, deep: { bytes: new Uint8Array([9]) } } });
    return d.delete({ TableName: 'items', Key: { id: `${id}-d` }, ReturnValues: 'ALL_OLD' });
  },
  projection: async (d, id) => {
    await d.put({ TableName: 'items', Item: { id: `${id}-p`, a: { b: 1, c: 2 }, z: 3 } });
    return d.get({
      TableName: 'items',
      Key: { id: `${id}-p` },
      ProjectionExpression: '#a.b, z',
      ExpressionAttributeNames: { '#a': 'a' },
    });
  },
  'query with a filter, backwards': async (d, pk) => {
    for (const sk of ['1', '2', '3']) await d.put({ TableName: 'pairs', Item: { pk, sk, n: Number(sk) } });
    return d.query({
      TableName: 'pairs',
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :a AND :z',
      FilterExpression: 'n > :one',
      ExpressionAttributeValues: { ':pk': pk, ':a': '1', ':z': '9', ':one': 1 },
      ScanIndexForward: false,
    });
  },
  'a page and the next': async (d, id) => {
    const pk = `${id}-page`;
    for (const sk of ['1', '2', '3']) await d.put({ TableName: 'pairs', Item: { pk, sk } });
    const query = {
      TableName: 'pairs',
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      Limit: 2,
    };
    const first = await d.query(query);
    const second = await d.query({ ...query, ExclusiveStartKey: first.LastEvaluatedKey });
    return [first, second];
  },
  'batch write and get': async (d, id) => {
    const items = [1, 2, 3].map((n) => ({ id: `${id}-b${n}`, n, bytes: new Uint8Array([n]) }));
    await d.batchWrite({ RequestItems: { items: items.map((Item) => ({ PutRequest: { Item } })) } });
    const got = await d.batchGet({ RequestItems: { items: { Keys: items.map((item) => ({ id: item.id })) } } });
    return (got.Responses?.items ?? []).toSorted((left, right) => Number(left.n) - Number(right.n));
  },
  'a failed condition': async (d, id) => {
    await d.put({ TableName: 'items', Item: { id: `${id}-c` } });
    return d.put({ TableName: 'items', Item: { id: `${id}-c` }, ConditionExpression: 'attribute_not_exists(id)' });
  },
  'a table that is not there': (d, id) => d.get({ TableName: 'nowhere', Key: { id } }),
  'a key of the wrong type': (d) => d.get({ TableName: 'items', Key: { id: 7 } }),
  'a key without its range': (d, id) => d.get({ TableName: 'pairs', Key: { pk: id } }),
  'a batch with the same key twice': (d, id) => d.batchGet({ RequestItems: { items: { Keys: [{ id }, { id }] } } }),
  'an item of more than 400 KB': (d, id) => d.put({ TableName: 'items', Item: { id, text: 'x'.repeat(410_000) } }),
  'a value that has no attribute type': (d, id) => d.put({ TableName: 'items', Item: { id, f: () => {} } }),
  'a number beyond what a double holds': async (d, id) => {
    await d.put({ TableName: 'items', Item: { id: `${id}-n`, n: 99999999999999999999n, f: 1.5, e: 1e-7 } });
    return d.get({ TableName: 'items', Key: { id: `${id}-n` } });
  },
};

interface Shown {
  readonly output?: unknown;
  readonly error?: string;
}

async function shown(step: Step, document: DynamoDBDocument, name: string): Promise<Shown> {
  try {
    return { output: plain(await step(document, name), name) };
  } catch (error) {
    return { error: (error as Error).name };
  }
}

/** Without metadata, and with every name of the run taken out. */
function plain(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.map((element) => plain(element, name));
  if (value instanceof Set) return new Set([...value].sort());
  if (value instanceof Uint8Array) return { bytes: [...value], plain: !Buffer.isBuffer(value) };
  if (typeof value === 'string') return value.replaceAll(name, '*');
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, member]) => key !== '$metadata' && member !== undefined)
      .map(([key, member]) => [key, plain(member, name)]),
  );
}

describe.each(['lib-dax', 'amazon-dax-client'] as const)(
  'over %s every answer is the one that the table itself gives',
  (transport) => {
    let stage: Stage;
    let document: DynamoDBDocument;
    beforeAll(async () => {
      stage = await aStage();
      ({ document } = stage.open({ transport }));
    });
    afterAll(() => stage.close());

    test.each(Object.entries(steps))('%s', async (title, step) => {
      const expected = await shown(step, stage.table, `t-${title}`);
      const got = await shown(step, document, `d-${title}`);
      expect(got).toEqual(expected);
    });

    test('and all of it went through DAX', () => {
      expect(stage.notes.attempts.length).toBeGreaterThan(20);
      expect(stage.notes.attempts.every(({ route }) => route === 'dax')).toBe(true);
    });
  },
);
