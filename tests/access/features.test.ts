import { CloudWatchClient, ListMetricsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { startTestDoor } from '../../local/kernel/testing';
import { createCloudWatchService } from '../../local/services/cloudwatch';
import type { Access, Input, MetricDataInput, Output, Transport } from '../../shared/dax-access/index';
import { openAccess } from '../../shared/dax-access/index';
import { aStage, type Stage } from './fixture';

let stage: Stage;
beforeAll(async () => {
  stage = await aStage();
});
beforeEach(() => {
  stage.notes.attempts.length = 0;
  stage.notes.events.length = 0;
});
afterAll(() => stage.close());

const ids = (prefix: string, count: number) => Array.from({ length: count }, (_, n) => ({ id: `${prefix}${n}` }));

describe('batches of any length', () => {
  test('written in requests of 25 and read in requests of 100, in the order of the keys', async () => {
    const access = stage.open();
    await access.writeMany(
      'items',
      ids('m', 260).map(({ id }, n) => ({ put: { id, n } })),
    );
    expect(stage.notes.attempts.filter(({ operation }) => operation === 'batchWriteItem')).toHaveLength(11);
    const keys = [...ids('m', 260).reverse(), { id: 'missing' }, { id: 'm0' }];
    const items = await access.getMany('items', keys);
    expect(stage.notes.attempts.filter(({ operation }) => operation === 'batchGetItem')).toHaveLength(3);
    expect(items.map((item) => item?.n)).toEqual([...Array(260).keys()].reverse().concat([undefined as never, 0]));
  });

  test('the SDK method takes them as well', async () => {
    const { document } = stage.open();
    const { Responses, UnprocessedKeys } = await document.batchGet({
      RequestItems: { items: { Keys: ids('m', 150) } },
    });
    expect(Responses?.items).toHaveLength(150);
    expect(UnprocessedKeys).toEqual({});
  });

  test('the same key twice is refused, however far apart', async () => {
    const { document } = stage.open();
    const Keys = [...ids('m', 150), { id: 'm0' }];
    await expect(document.batchGet({ RequestItems: { items: { Keys } } })).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Provided list of item keys contains duplicates',
    });
  });

  test('what comes back unprocessed is asked for again', async () => {
    const asked: number[] = [];
    const transport: Transport = {
      call: async (_operation, input) => {
        const keys = (input as Input<'batchGetItem'>).RequestItems?.items?.Keys ?? [];
        asked.push(keys.length);
        const [first, ...left] = keys;
        return {
          Responses: { items: [first] },
          UnprocessedKeys: left.length === 0 ? {} : { items: { Keys: left } },
        } as Output<never>;
      },
      routes: () => 'some',
      close: () => {},
    };
    const access = stage.open({ transport: () => Promise.resolve(transport) });
    expect((await access.getMany('items', ids('u', 3))).map((item) => item?.id)).toEqual(['u0', 'u1', 'u2']);
    expect(asked).toEqual([3, 2, 1]);
  });

  test('a part that fails is named', async () => {
    const writes = [...ids('f', 30).map(({ id }) => ({ put: { id } })), { put: { id: 7 } }];
    await expect(stage.open().writeMany('items', writes)).rejects.toMatchObject({
      name: 'BatchIncompleteError',
      code: 'access.batch-incomplete',
      notWritten: { items: expect.any(Array) },
      unknown: {},
    });
  });
});

test('warming has the cluster cache items, so that reads hit', async () => {
  const access = stage.open();
  await stage.table.put({ TableName: 'items', Item: { id: 'warm' } });
  const hits = () => stage.cluster.stats().nodes[0]?.counts.ItemCacheHits ?? 0;
  expect(await access.warm('items', [{ id: 'warm' }, { id: 'not there' }])).toEqual({ keys: 2, failed: 0 });
  const before = hits();
  await access.document.get({ TableName: 'items', Key: { id: 'warm' } });
  expect(hits()).toBe(before + 1);
});

describe('optimistic writes', () => {
  test('take the version that was read and write the next', async () => {
    const products = stage.open().versioned({ TableName: 'items', key: ['id'] });
    const first = await products.put({ id: 'v', price: 1 });
    expect(first).toEqual({ id: 'v', price: 1, version: 1 });
    await products.put({ ...first, price: 2 });
    await expect(products.put({ ...first, price: 3 })).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
    });
    await expect(products.put({ id: 'v' })).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    await products.delete({ id: 'v' }, 2);
    expect(await products.get({ id: 'v' })).toBeUndefined();
  });

  test('that run at the same time all count', async () => {
    const products = stage.open().versioned({ TableName: 'items', key: ['id'] });
    const more = () =>
      products.modify({ id: 'counter' }, (item) => ({ ...item, id: 'counter', n: Number(item?.n ?? 0) + 1 }));
    await Promise.all([more(), more(), more(), more()]);
    expect(await products.get({ id: 'counter' })).toEqual({ id: 'counter', n: 4, version: 4 });
  });
});

describe('identical reads at the same time', () => {
  test('become one, and nobody shares what another may change', async () => {
    const { document } = stage.open();
    await document.put({ TableName: 'items', Item: { id: 'co', list: [1] } });
    stage.notes.attempts.length = 0;
    const read = () => document.get({ TableName: 'items', Key: { id: 'co' } });
    const [first, second] = await Promise.all([read(), read(), read()]);
    expect(stage.notes.attempts).toHaveLength(1);
    expect(stage.notes.events.filter(({ kind }) => kind === 'coalesced')).toHaveLength(2);
    const list: unknown[] = first?.Item?.list ?? [];
    list.push(2);
    expect(second?.Item?.list).toEqual([1]);
  });

  test('never join one that began before a write of ours ended', async () => {
    const { document } = stage.open();
    const read = () => document.get({ TableName: 'items', Key: { id: 'jo' } });
    const early = read();
    await document.put({ TableName: 'items', Item: { id: 'jo', n: 1 } });
    const [, late] = await Promise.all([early, read()]);
    expect(late.Item).toEqual({ id: 'jo', n: 1 });
  });
});

test('the canary reads from the table, and says when that stops working', async () => {
  const { document, state } = stage.open({ canaryShare: 1 });
  expect(state().fallbackReady).toBeUndefined();
  await document.get({ TableName: 'items', Key: { id: 'x' } });
  expect(stage.notes.routes()).toEqual(['table canary ok']);
  expect(state().fallbackReady).toBe(true);
  const broken = stage.open({ canaryShare: 1, dynamodb: { endpoint: 'http://127.0.0.1:1' } });
  await broken.document.get({ TableName: 'items', Key: { id: 'x' } });
  expect(stage.notes.routes().slice(1)).toEqual(['table canary not-sent', 'dax ok']);
  expect(broken.state().fallbackReady).toBe(false);
  expect(stage.notes.events).toContainEqual(expect.objectContaining({ kind: 'fallback-ready', ready: false }));
});

describe('telemetry', () => {
  test('spans by operation', async () => {
    const exporter = new InMemorySpanExporter();
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
    const { document } = stage.open();
    await new Promise((resolve) => setImmediate(resolve));
    await document.get({ TableName: 'items', Key: { id: 'x' } });
    await expect(
      document.put({ TableName: 'items', Item: { id: 'x' }, ConditionExpression: 'attribute_exists(id)' }),
    ).rejects.toBeDefined();
    trace.disable();
    expect(exporter.getFinishedSpans().map(({ name, status }) => [name, status.code])).toEqual([
      ['dax.getItem', 0],
      ['dax.putItem', 2],
    ]);
  });

  test('one line per route in the embedded metric format', async () => {
    const lines: string[] = [];
    const access = stage.open({ telemetry: { emf: { target: 'products', write: (line) => lines.push(line) } } });
    for (let call = 0; call < 3; call += 1) await access.document.get({ TableName: 'items', Key: { id: 'x' } });
    await access.close();
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ Target: 'products', Route: 'dax', Calls: 3, Failures: 0 }),
    ]);
  });
});

test('metrics by PutMetricData are taken by CloudWatch, and the last ones go at the end', async () => {
  const door = await startTestDoor([createCloudWatchService], { startMs: Date.now() });
  const cloudWatch = new CloudWatchClient(door.clientConfig);
  const put = (input: MetricDataInput) => cloudWatch.send(new PutMetricDataCommand(input));
  const access = stage.open({ telemetry: { cloudWatch: { target: 'products', put } } });
  for (let call = 0; call < 3; call += 1) await access.document.get({ TableName: 'items', Key: { id: 'x' } });
  await access.close();
  const { Metrics } = await cloudWatch.send(new ListMetricsCommand({ Namespace: 'Daxpilot/Access' }));
  expect(Metrics?.map(({ MetricName }) => MetricName).sort()).toEqual(['Calls', 'Failures', 'Latency']);
  cloudWatch.destroy();
  await door.stop();
});

describe('bad input', () => {
  let opened: Access | undefined;
  const access = () => {
    opened ??= stage.open();
    return opened;
  };
  test.each([
    ['a key with another attribute', () => access().document.get({ TableName: 'items', Key: { id: 'x', other: 1 } })],
    ['a key of another name', () => access().document.get({ TableName: 'items', Key: { sku: 'x' } })],
  ])('%s is a ValidationException, as in the SDK', async (_title, call) => {
    await access().document.get({ TableName: 'items', Key: { id: 'x' } });
    const error = await call().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'ValidationException' });
    expect((error as Error).message).toMatch(/^The provided key element does not match the schema/);
  });

  test('what DAX has no place for is refused by name', async () => {
    const put = { TableName: 'items', Item: { id: 'x' }, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const };
    await expect(access().document.put(put)).rejects.toMatchObject({
      code: 'access.unsupported',
      message: expect.stringContaining('ReturnValuesOnConditionCheckFailure'),
    });
  });

  test('no Region, no endpoint: all of it at once', () => {
    expect(() => openAccess({ endpoint: '', region: 'nowhere' })).toThrow(/endpoint is "".*region is "nowhere"/);
  });

  test('no credentials: the error names them', async () => {
    const credentials = () =>
      Promise.reject(Object.assign(new Error('no credentials'), { name: 'CredentialsProviderError' }));
    const { document } = stage.open({ credentials, deadlineMs: 500, connectTimeoutMs: 100 });
    await expect(document.put({ TableName: 'items', Item: { id: 'x' } })).rejects.toThrow(/no credentials/);
  });
});
