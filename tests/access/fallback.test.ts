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
    const { document } = stage.open({ endpoint: nowhere, deadlineMs: 1_000, readAttemptMs: 100, connectTimeoutMs: 50 });
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
});
