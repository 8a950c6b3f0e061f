import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { aStage, type Stage } from './fixture';

describe('when DAX is not there', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await aStage();
  });
  afterEach(() => stage.close());

  const nowhere = 'dax://127.0.0.1:1';

  test('reads come from the table, soon and then at once', async () => {
    await stage.table.put({ TableName: 'items', Item: { id: 'a', n: 1 } });
    const { document } = stage.open({
      endpoint: nowhere,
      deadlineMs: 10_000,
      readAttemptMs: 100,
      connectTimeoutMs: 50,
    });
    for (let call = 0; call < 8; call += 1)
      expect((await document.get({ TableName: 'items', Key: { id: 'a' } })).Item).toEqual({ id: 'a', n: 1 });
    expect(stage.notes.routes().slice(0, 2)).toEqual(['dax not-sent', 'table failed ok']);
    expect(stage.notes.routes().at(-1)).toBe('table breaker ok');
    expect(stage.notes.events).toContainEqual(expect.objectContaining({ kind: 'breaker', state: 'open' }));
  });

  test('writes that were surely not sent go to the table, and their keys are read there', async () => {
    const { document, state } = stage.open({
      endpoint: nowhere,
      deadlineMs: 1_000,
      readAttemptMs: 100,
      connectTimeoutMs: 50,
    });
    await document.update({
      TableName: 'items',
      Key: { id: 'w' },
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: { ':one': 1 },
    });
    expect((await stage.table.get({ TableName: 'items', Key: { id: 'w' } })).Item).toEqual({ id: 'w', n: 1 });
    expect(state().keysReadAround).toBe(1);
    await document.get({ TableName: 'items', Key: { id: 'w' } });
    expect(stage.notes.routes().at(-1)).toBe('table written-around ok');
  });

  test('with an item TTL of 0 such a write is refused, unless it may be stale for ever', async () => {
    const times = { endpoint: nowhere, deadlineMs: 500, connectTimeoutMs: 50, itemTtlMs: 0 };
    const put = { TableName: 'items', Item: { id: 'z' } };
    await expect(stage.open(times).document.put(put)).rejects.toMatchObject({
      name: 'WriteFallbackRefusedError',
      code: 'access.write-fallback-refused',
      retryable: true,
    });
    await stage.open({ ...times, fallback: { allowPermanentStale: true } }).document.put(put);
    expect((await stage.table.get({ TableName: 'items', Key: { id: 'z' } })).Item).toEqual({ id: 'z' });
  });

  test('reads beyond the cap wait, and are told when none of the others ends in time', async () => {
    let askTable = () => {};
    const tableAsked = new Promise<void>((resolve) => {
      askTable = resolve;
    });
    const silentTable = {
      call: () => {
        askTable();
        return new Promise<never>(() => {});
      },
      close: () => {},
    };
    const { document } = stage.open({
      endpoint: nowhere,
      readAttemptMs: 400,
      connectTimeoutMs: 50,
      fallback: { maxConcurrentReads: 1 },
      coalesce: false,
      testing: { table: silentTable },
    });
    const read = (id: string, requestTimeout: number) =>
      document
        .send(new GetCommand({ TableName: 'items', Key: { id } }), { requestTimeout })
        .catch((error: { readonly code: string }) => error.code);
    const first = read('a', 5_000);
    await tableAsked;
    const outcomes = await Promise.all([first, read('b', 2_000)]);
    expect(outcomes).toEqual(['access.deadline', 'access.fallback-saturated']);
  });

  test('what DAX throttles is asked for again, and then told of by its name: the table is not asked', async () => {
    let asked = 0;
    const throttled = () => {
      asked += 1;
      const message = 'ThrottlingException: Rate exceeded';
      return Promise.reject(
        Object.assign(new Error(message), { code: 'ThrottlingException', codeSeq: [4, 37, 38, 39, 50] }),
      );
    };
    const transport = { call: throttled, routes: () => 'some' as const, close: () => {} };
    const { document } = stage.open({ transport: () => Promise.resolve(transport) });
    for (const call of [
      () => document.get({ TableName: 'items', Key: { id: 'a' } }),
      () => document.put({ TableName: 'items', Item: { id: 'a' } }),
    ]) {
      asked = 0;
      await expect(call()).rejects.toMatchObject({ name: 'ThrottlingException' });
      expect(asked).toBe(4);
    }
    expect(stage.notes.attempts.every(({ route }) => route === 'dax')).toBe(true);
  });
});
