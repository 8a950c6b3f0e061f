import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aCluster } from '../testing/fixture';
import { AttributeListStore, defaultListsFile } from './attribute-lists';

describe('attribute lists', () => {
  let folder: string;
  let file: string;
  const opened: AttributeListStore[] = [];
  const open = (): AttributeListStore => {
    const store = new AttributeListStore(file);
    opened.push(store);
    return store;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dax-lists-'));
    file = join(folder, 'state', 'lists.jsonl');
  });
  afterEach(() => {
    for (const store of opened.splice(0)) store.close();
    rmSync(folder, { recursive: true });
  });

  test('the empty list is 1, every other list has one id of its own, and order counts', () => {
    const store = new AttributeListStore();
    expect(store.idOf([])).toBe(1);
    const ids = [['a'], ['a', 'b'], ['b', 'a'], ['ab'], ['a\n', 'b'], ['1:a']].map((names) => store.idOf(names));
    expect(new Set(ids).size).toBe(6);
    expect(Math.min(...ids)).toBeGreaterThan(1);
    expect(store.namesOf(ids[1] as number)).toEqual(['a', 'b']);
    expect(store.namesOf(77)).toBeUndefined();
  });

  test('ids mean the same after a restart', () => {
    const before = open();
    const id = before.idOf(['color', 'ž']);
    before.close();
    const after = open();
    expect(after.namesOf(id)).toEqual(['color', 'ž']);
    expect(after.idOf(['color', 'ž'])).toBe(id);
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(1);
  });

  test('two processes with one file agree, and learn from each other', () => {
    const [one, other] = [open(), open()];
    const id = one.idOf(['a', 'b']);
    expect(other.namesOf(id)).toEqual(['a', 'b']);
    expect(other.idOf(['c'])).toBe(one.idOf(['c']));
    expect(new AttributeListStore().idOf(['a', 'b'])).toBe(id);
  });

  test('a line that a crash cut off is passed over', () => {
    const before = open();
    const id = before.idOf(['a']);
    before.close();
    appendFileSync(file, '[12345,["b');
    appendFileSync(file, '\nnonsense\n{"id":3}\n[9999,["later"]]\n');
    const after = open();
    expect(after.namesOf(id)).toEqual(['a']);
    expect(after.namesOf(12345)).toBeUndefined();
    expect(after.namesOf(9999)).toEqual(['later']);
  });

  test('the file lies in the state folder of the user unless told otherwise', () => {
    expect(defaultListsFile({ XDG_STATE_HOME: '/state' })).toBe('/state/daxpilot/attribute-lists.jsonl');
    expect(defaultListsFile({})).toMatch(/\.local\/state\/daxpilot\/attribute-lists\.jsonl$/);
  });

  test('a client that outlives a restart of the cluster does not corrupt its items', async () => {
    jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const tables = await aCluster();
    const TableName = await tables.table('Restart');
    const dynamodb = {
      endpoint: tables.cluster.dynamodbEndpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    };
    const first = await aCluster({ attributeListsFile: file, dynamodb });
    const port = first.cluster.nodes[0]?.port as number;
    const dax = first.dax({ maxRetries: 3, requestTimeout: 2_000 });
    await dax.putItem({ TableName, Item: { pk: { S: '1' }, color: { S: 'red' } } });
    await first.cluster.close();
    const second = await aCluster({ attributeListsFile: file, dynamodb, port });
    await second.dax().putItem({ TableName, Item: { pk: { S: '9' }, other: { S: 'names' } } });
    await repeated(() => dax.putItem({ TableName, Item: { pk: { S: '2' }, color: { S: 'blue' } } }));
    const { Item: item } = await tables.dynamodb.getItem({ TableName, Key: { pk: { S: '2' } } });
    expect(item).toEqual({ pk: { S: '2' }, color: { S: 'blue' } });
    await first.close();
    await second.close();
    await tables.close();
  });
});

/** The client's pooled connections died with the first cluster: calls on them never settle, so each gets a bound and another try. */
async function repeated(call: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; tries < 20; tries += 1) {
    const settled = await Promise.race([
      call().then(
        () => true,
        () => false,
      ),
      new Promise<false>((resolve) => setTimeout(() => resolve(false), 300)),
    ]);
    if (settled) return;
  }
  throw new Error('the client did not come back');
}
