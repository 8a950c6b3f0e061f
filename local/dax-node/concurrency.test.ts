import type { Dax } from '@amazon-dax-sdk/client-dax';
import { KeyGuards } from './cache/key-guard';
import { aCluster, CREDENTIALS, eventually, exceptionOf, type Fixture } from './testing/fixture';
import { type GatedDynamoDb, startGatedDynamoDb } from './testing/gated-dynamodb';

const KEY = { pk: { S: 'k' } };

/** Lets a test hold the answers of calls that it picks. */
function gate(): { readonly hold: Promise<'answer'>; open(): void } {
  let open: () => void = () => undefined;
  const hold = new Promise<'answer'>((resolve) => {
    open = () => resolve('answer');
  });
  return { hold, open };
}

describe('the item cache under concurrent calls about one key', () => {
  let tables: Fixture;
  let proxy: GatedDynamoDb;
  let fixture: Fixture;
  let dax: Dax;
  let TableName: string;
  let count = 0;

  beforeAll(async () => {
    tables = await aCluster();
    proxy = await startGatedDynamoDb(tables.cluster.dynamodbEndpoint);
    fixture = await aCluster({ dynamodb: { endpoint: proxy.endpoint, region: 'us-east-1', credentials: CREDENTIALS } });
    dax = fixture.dax();
  });
  beforeEach(async () => {
    proxy.rule = () => undefined;
    count += 1;
    TableName = await tables.table(`Concurrent${count}`);
    await dax.getItem({ TableName, Key: { pk: { S: 'warm the connections and schemas' } } });
  });
  afterAll(async () => {
    await fixture.close();
    await proxy.close();
    await tables.close();
  });

  const write = (value: string): Promise<unknown> => dax.putItem({ TableName, Item: { ...KEY, v: { S: value } } });
  const read = async (): Promise<string | undefined> => (await dax.getItem({ TableName, Key: KEY })).Item?.v?.S;
  const writtenValue = (body: Record<string, unknown>): string | undefined =>
    (body.Item as typeof KEY & { v?: { S: string } })?.v?.S;
  const arrived = (operation: string, value?: string): Promise<void> =>
    eventually(() =>
      proxy.passed.some(
        (call) => call.operation === operation && (value === undefined || writtenValue(call.body) === value),
      ),
    );

  test('two writes that are answered in the other order leave the later one', async () => {
    const first = gate();
    proxy.rule = ({ body }) => (writtenValue(body) === 'first' ? first.hold : undefined);
    const slow = write('first');
    await arrived('PutItem', 'first');
    await write('second');
    first.open();
    await slow;
    expect(await read()).toBe('second');
    expect(await read()).toBe('second');
  });

  test('a read that began before a write does not bring the old value back', async () => {
    await tables.dynamodb.putItem({ TableName, Item: { ...KEY, v: { S: 'old' } } });
    proxy.passed.length = 0;
    const held = gate();
    proxy.rule = ({ operation }) => (operation === 'GetItem' ? held.hold : undefined);
    const slow = read();
    await arrived('GetItem');
    await write('new');
    proxy.rule = () => undefined;
    held.open();
    expect(await slow).toBe('old');
    expect(await read()).toBe('new');
  });

  test('a write whose answer is lost leaves nothing in the cache, and nothing is cached while it may still land', async () => {
    await write('before');
    proxy.rule = ({ body }) => (writtenValue(body) === 'lost' ? Promise.resolve('drop' as const) : undefined);
    expect(await exceptionOf(write('lost'))).toBe('InternalServerError');
    expect(await read()).toBe('lost');
    await tables.dynamodb.putItem({ TableName, Item: { ...KEY, v: { S: 'later' } } });
    expect(await read()).toBe('later');
  });

  test('an answer that never comes ends as an error of unknown outcome', async () => {
    const impatient = await aCluster({
      dynamodb: { endpoint: proxy.endpoint, region: 'us-east-1', credentials: CREDENTIALS, timeoutMs: 50 },
    });
    const held = gate();
    proxy.rule = ({ operation }) => (operation === 'PutItem' ? held.hold : undefined);
    const call = impatient.dax().putItem({ TableName, Item: { ...KEY, v: { S: 'v' } } });
    expect(await exceptionOf(call)).toBe('InternalServerError');
    held.open();
    await impatient.close();
  });
});

describe('key guards', () => {
  test('hold nothing once every call has ended', () => {
    let nowMs = 0;
    const guards = new KeyGuards(() => nowMs);
    const write = guards.beginWrite('a');
    const read = guards.beginRead('a');
    expect(guards.endRead(read)).toBe(false);
    expect(guards.endWrite(write, 'known')).toBe(true);
    expect(guards.size).toBe(0);
    guards.endWrite(guards.beginWrite('b'), 'unknown');
    expect(guards.endRead(guards.beginRead('b'))).toBe(false);
    nowMs = 30_001;
    guards.sweep();
    expect(guards.size).toBe(0);
    expect(guards.endRead(guards.beginRead('b'))).toBe(true);
  });

  test('call a value certain exactly when no write overlapped, in every interleaving of three calls', () => {
    type Kind = 'read' | 'write';
    const kinds: readonly (readonly Kind[])[] = (['read', 'write'] as const).flatMap((a) =>
      (['read', 'write'] as const).flatMap((b) => (['read', 'write'] as const).map((c) => [a, b, c] as const)),
    );
    let interleavings = 0;
    for (const calls of kinds) {
      for (const order of orders(calls.length)) {
        interleavings += 1;
        const guards = new KeyGuards(() => 0);
        const open = new Map<number, ReturnType<KeyGuards['beginRead']>>();
        const spans = calls.map((_, call) => [order.indexOf(call), order.lastIndexOf(call)] as const);
        for (const call of order) {
          const kind = calls[call] as Kind;
          const begun = open.get(call);
          if (begun === undefined) {
            open.set(call, kind === 'read' ? guards.beginRead('k') : guards.beginWrite('k'));
            continue;
          }
          const certain = kind === 'read' ? guards.endRead(begun) : guards.endWrite(begun, 'known');
          const [start, end] = spans[call] as readonly [number, number];
          const overlapped = calls.some((other, index) => {
            const [otherStart, otherEnd] = spans[index] as readonly [number, number];
            return index !== call && other === 'write' && otherStart < end && otherEnd > start;
          });
          expect(certain).toBe(!overlapped);
        }
        expect(guards.size).toBe(0);
      }
    }
    expect(interleavings).toBe(8 * 90);
  });
});

/** Every order of the beginnings and ends of so many calls: each call twice. */
function orders(calls: number): readonly (readonly number[])[] {
  const extend = (order: readonly number[]): readonly (readonly number[])[] => {
    if (order.length === calls * 2) return [order];
    const left = Array.from({ length: calls }, (_, call) => call).filter(
      (call) => order.filter((placed) => placed === call).length < 2,
    );
    return left.flatMap((call) => extend([...order, call]));
  };
  return extend([]);
}
