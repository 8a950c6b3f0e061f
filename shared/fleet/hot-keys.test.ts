import {
  coverageOf,
  type HashedHotKeys,
  HOT_KEYS_LIVE_MS,
  hashedKey,
  hotKeysItem,
  hotKeysKey,
  keysToWarm,
  type RawHotKey,
  readHotKeys,
  recordKey,
  sealHotKeys,
  unsealHotKeys,
} from './index';

const head = { target: 'products', processId: 'p1', atMs: 1_000_000, windowMs: 900_000, reads: 100 };
const key = hotKeysKey('products', 'p1');
const secret = new Uint8Array(32).fill(7);
const open = () => Promise.resolve(secret);

const keys: readonly RawHotKey[] = [
  { table: 'products', key: { id: { S: 'a' } }, reads: 10 },
  { table: 'pairs', key: { B: { B: new Uint8Array([0, 255]) }, n: { N: '7' } }, reads: 40 },
];

test('what processes may write is not in the partition of the record that they follow', () => {
  expect(key.pk).not.toBe(recordKey('products').pk);
});

describe('hashed hot keys', () => {
  const report = (processId: string, reads: number, counts: Readonly<Record<string, number>>): HashedHotKeys => ({
    ...head,
    processId,
    reads,
    kind: 'hashed',
    keys: Object.entries(counts).map(([hash, count]) => ({ hash, reads: count })),
  });

  test('are the same for the same item in every process, and others with another salt', () => {
    const salt = new Uint8Array([1]);
    expect(hashedKey(salt, 'item')).toBe(hashedKey(new Uint8Array([1]), 'item'));
    expect(hashedKey(new Uint8Array([2]), 'item')).not.toBe(hashedKey(salt, 'item'));
    expect(hashedKey(salt, 'item')).toHaveLength(22);
  });

  test('say how few items carry how much of the load', () => {
    const {
      keys: many,
      ratio,
      keysFor,
    } = coverageOf([report('p1', 100, { a: 50, b: 20 }), report('p2', 100, { a: 30, c: 20 })]);
    expect(many).toBe(3);
    expect(ratio).toBeCloseTo(0.6);
    expect([keysFor(0.4), keysFor(0.5), keysFor(0.6), keysFor(0.7)]).toEqual([1, 2, 3, undefined]);
  });

  test('read back as they were written, for a day', () => {
    const written = report('p1', 100, { a: 50, b: 20 });
    const item = hotKeysItem(key, written);
    expect(readHotKeys(item, head.atMs)).toEqual(written);
    expect(readHotKeys(item, head.atMs + HOT_KEYS_LIVE_MS.hashed)).toBeUndefined();
    expect(readHotKeys({ ...item, hashReads: [1] }, head.atMs)).toBeUndefined();
  });
});

describe('sealed hot keys', () => {
  const sealed = () => sealHotKeys(head, keys, { plaintext: secret });

  test('give the keys back to whoever has the key, most read first', async () => {
    expect(await unsealHotKeys(sealed(), open)).toEqual([keys[1], keys[0]]);
  });

  test('show nothing of them, and never look the same twice', () => {
    const { ciphertext, nonce } = sealed();
    expect(Buffer.from(ciphertext).toString('latin1')).not.toContain('products');
    expect(Buffer.from(sealed().nonce)).not.toEqual(Buffer.from(nonce));
  });

  test('that were changed, or are passed off as another process, are refused', async () => {
    const changed = Uint8Array.from(sealed().ciphertext, (byte, at) => (at === 0 ? byte ^ 1 : byte));
    await expect(unsealHotKeys({ ...sealed(), ciphertext: changed }, open)).rejects.toThrow();
    await expect(unsealHotKeys({ ...sealed(), processId: 'p2' }, open)).rejects.toThrow();
    await expect(unsealHotKeys({ ...sealed(), atMs: head.atMs + 1 }, open)).rejects.toThrow();
    const other = () => Promise.resolve(new Uint8Array(32));
    await expect(unsealHotKeys(sealed(), other)).rejects.toThrow();
  });

  test('carry the wrapped data key to whoever may unwrap it', async () => {
    const item = hotKeysItem(key, sealHotKeys(head, keys, { plaintext: secret, wrapped: new Uint8Array([9]) }));
    const read = readHotKeys(item, head.atMs);
    if (read?.kind !== 'sealed') throw new Error('not sealed');
    const asked: unknown[] = [];
    await unsealHotKeys(read, (wrapped) => {
      asked.push(wrapped);
      return open();
    });
    expect(asked).toEqual([new Uint8Array([9])]);
  });

  test('live for an hour, whenever the table gets round to deleting them', () => {
    const item = hotKeysItem(key, sealed());
    expect(item.expiresAt).toBe(1_000 + 3_600);
    expect(readHotKeys(item, head.atMs + 3_599_999)).toBeDefined();
    expect(readHotKeys(item, head.atMs + 3_600_000)).toBeUndefined();
  });

  test('of any number fit into an item, the least read left out', async () => {
    const many = Array.from({ length: 5_000 }, (_, n) => ({ table: 't', key: { id: { S: `${n}` } }, reads: n }));
    const full = sealHotKeys(head, many, { plaintext: secret });
    expect(full.ciphertext.length).toBeLessThan(110_000);
    const back = await unsealHotKeys(full, open);
    expect(back[0]?.reads).toBe(4_999);
    expect(back.length).toBeGreaterThan(1_000);
  });
});

test('keys of all processes together are warmed most read first', () => {
  const [first, second] = keys as [RawHotKey, RawHotKey];
  const reordered = { ...second, key: Object.fromEntries(Object.entries(second.key).reverse()) };
  expect(keysToWarm([[first], [{ ...first, reads: 5 }, reordered]], 10).map(({ reads }) => reads)).toEqual([40, 15]);
  expect(keysToWarm([keys], 1)).toEqual([second]);
});
