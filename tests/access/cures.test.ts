import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { DaxDocument } from '@amazon-dax-sdk/lib-dax';
import type { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { exceptionName } from '../../local/dax-node/testing/fixture';
import { aGatedStage, aStage, credentials, region, type Stage, settlesWithin } from './fixture';

const root = join(__dirname, '../..');
const bareClients: { shutdown(): void }[] = [];

/** The official document client as it is. */
function bare(endpoint: string, more: Readonly<Record<string, unknown>> = {}): DynamoDBDocument {
  const config = { endpoint, region, credentials, ...more };
  const client = new DaxDocument(config as ConstructorParameters<typeof DaxDocument>[0]);
  bareClients.push(client as unknown as { shutdown(): void });
  return client;
}

const key = { TableName: 'items', Key: { id: 'a' } };
const add = { ...key, UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': 1 } };

describe('what the official client does, and the module does not', () => {
  let stage: Stage;
  beforeEach(() => {
    jest.spyOn(console, 'error').mockImplementation(() => {});
  });
  afterEach(async () => {
    for (const client of bareClients.splice(0)) client.shutdown();
    await stage.close();
    jest.restoreAllMocks();
  });

  test('a call on a pooled connection that died while it rested never settles', async () => {
    stage = await aStage();
    const endpoint = stage.cluster.endpoints[0] as string;
    const client = bare(endpoint, { requestTimeout: 200 });
    const { document } = stage.open({ deadlineMs: 800, readAttemptMs: 200, connectTimeoutMs: 100 });
    await client.get(key);
    await document.get(key);
    await stage.cluster.rebootNode(stage.cluster.nodes[0]?.id as string);
    // Both clients have to learn of the end of their connections first.
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    const calls = [client.get(key), document.get(key)];
    expect(await Promise.all(calls.map((call) => settlesWithin(call, 1_000)))).toEqual(['hangs', 'settled']);
    await expect(calls[1]).resolves.toMatchObject({ $metadata: {} });
  });

  test('a write whose answer is late is sent a second time', async () => {
    const gated = await aGatedStage();
    stage = gated;
    const released: (() => void)[] = [];
    const client = bare(stage.cluster.endpoints[0] as string, { requestTimeout: 300 });
    const { document } = stage.open({
      deadlineMs: 300,
      connectTimeoutMs: 100,
      endpoint: stage.cluster.endpoints[0] as string,
    });
    await client.get(key);
    await document.get(key);
    gated.gate.rule = ({ operation }) =>
      operation === 'UpdateItem' ? new Promise((resolve) => void released.push(() => resolve('answer'))) : undefined;
    await expect(document.update(add)).rejects.toMatchObject({
      name: 'AmbiguousWriteError',
      code: 'access.ambiguous-write',
    });
    expect(gated.gate.passed.filter(({ operation }) => operation === 'UpdateItem')).toHaveLength(1);
    expect((await stage.table.get({ ...key, ConsistentRead: true })).Item).toEqual({ id: 'a', n: 1 });
    await settlesWithin(client.update({ ...add, Key: { id: 'b' } }), 2_000);
    expect((await stage.table.get({ ...key, Key: { id: 'b' }, ConsistentRead: true })).Item).toEqual({ id: 'b', n: 2 });
    for (const release of released) release();
  });

  test('after a hundred requests that could not be encoded it is dead for good', async () => {
    stage = await aStage();
    const client = bare(stage.cluster.endpoints[0] as string, { connectTimeout: 200, maxRetries: 0 });
    const access = stage.open({ deadlineMs: 20_000, connectTimeoutMs: 5_000, fallback: { reads: false } });
    await client.get(key);
    await access.document.get(key);
    const unencodable = { TableName: 'items', Item: { id: { S: 'x' }, bad: { X: 1 } as never } };
    const lowLevel = client as unknown as { putItem(input: unknown): Promise<unknown> };
    for (let call = 0; call < 110; call += 1) {
      await expect(lowLevel.putItem(structuredClone(unencodable))).rejects.toBeDefined();
      await expect(access.dynamodb.putItem(structuredClone(unencodable))).rejects.toBeDefined();
    }
    const parallel = (document: DynamoDBDocument) =>
      Promise.allSettled(Array.from({ length: 30 }, () => document.get({ ...key, ConsistentRead: true })));
    const failed = (results: readonly PromiseSettledResult<unknown>[]) =>
      results.filter(({ status }) => status === 'rejected').length;
    expect(failed(await parallel(client))).toBeGreaterThan(0);
    expect(failed(await parallel(access.document))).toBe(0);
    expect(stage.notes.events).toContainEqual(expect.objectContaining({ kind: 'client-replaced', why: 'slots' }));
  });

  test('it needs many seconds to find out that there is no way', async () => {
    stage = await aStage();
    // Its own default is 7 s; two of them pass before it gives up.
    const client = bare('dax://127.0.0.1:1', { maxRetryDelay: 1_500 });
    const { document } = stage.open({
      endpoint: 'dax://127.0.0.1:1',
      fallback: { reads: false },
      connectTimeoutMs: 300,
    });
    const calls = [client.get(key), document.get(key)];
    expect(await Promise.all(calls.map((call) => settlesWithin(call, 1_000)))).toEqual(['hangs', 'settled']);
    await expect(calls[1]).rejects.toMatchObject({ code: 'access.dax-unavailable' });
    const startMs = performance.now();
    await expect(document.get(key)).rejects.toMatchObject({ code: 'access.dax-unavailable' });
    expect(performance.now() - startMs).toBeLessThan(200);
  });

  test('it names every exception Error', async () => {
    stage = await aStage();
    const client = bare(stage.cluster.endpoints[0] as string);
    const { document } = stage.open();
    const put = { TableName: 'items', Item: { id: 'n' }, ConditionExpression: 'attribute_exists(id)' };
    const error = await client.put(put).catch((thrown: unknown) => thrown);
    expect((error as Error).name).toBe('Error');
    expect(exceptionName(error)).toBe('ConditionalCheckFailedException');
    await expect(document.put(put)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  });

  test('it refuses Uint8Array', async () => {
    stage = await aStage();
    const client = bare(stage.cluster.endpoints[0] as string, { maxRetries: 0 });
    const { document } = stage.open();
    const put = { TableName: 'items', Item: { id: 'u', bytes: new Uint8Array([1]) } };
    await expect(client.put(put)).rejects.toBeDefined();
    await document.put(put);
    expect((await stage.table.get({ TableName: 'items', Key: { id: 'u' } })).Item).toEqual(put.Item);
  });

  test('it never looks into the hosts file', async () => {
    stage = await aStage();
    const endpoint = `dax://localhost:${stage.cluster.nodes[0]?.port}`;
    const client = bare(endpoint, { maxRetryDelay: 100 });
    expect(exceptionName(await client.get(key).catch((thrown: unknown) => thrown))).toBe('NoRouteException');
    const { document } = stage.open({ endpoint, fallback: { reads: false } });
    await expect(document.get(key)).resolves.toMatchObject({ $metadata: {} });
  });

  test('it takes a key with an attribute too many without a word', async () => {
    stage = await aStage();
    const strange = { TableName: 'items', Key: { id: 'a', other: 'b' } };
    const client = bare(stage.cluster.endpoints[0] as string);
    await expect(client.get(strange)).resolves.toBeDefined();
    const { document } = stage.open({ keys: { items: ['id'] } });
    await expect(document.get(strange)).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(stage.table.get(strange)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('it takes away the listeners for warnings of the whole process', async () => {
    stage = await aStage();
    const listeners = (load: string) =>
      execFileSync(
        process.execPath,
        [
          '-r',
          'esbuild-register',
          '-e',
          `process.on('warning', () => {}); const before = process.listenerCount('warning');
           Promise.resolve(${load}).then(() => console.log(before, process.listenerCount('warning')));`,
        ],
        { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
      ).trim();
    const settings = `{ endpoints: ['dax://127.0.0.1:1'], region: 'us-east-1', credentials: async () => ({}), connectTimeoutMs: 10,
      requestTimeoutMs: 20, maxConnectionsPerNode: 1, skipHostnameVerification: false }`;
    expect(listeners(`require('@amazon-dax-sdk/lib-dax')`)).toBe('2 0');
    const module = `require('./shared/dax-access/transport/lib-dax.ts').libDax(${settings}).then((client) => client.close())`;
    expect(listeners(module)).toBe('2 2');
    const older = `require('./shared/dax-access/transport/dax-client-v1.ts').daxClientV1(${settings}).then((client) => client.close())`;
    expect(listeners(older)).toBe('2 2');
  });
});
