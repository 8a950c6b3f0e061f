import { type HotKeys, hashedKey } from '../../fleet';
import type { AccessEvent } from '../calls/observation';
import { HotKeyReporter } from './hot-key-reporter';
import { HotKeySampler, hotKeySamplerOf, type WarmingKeys } from './hot-key-sampler';

const MINUTE_MS = 60_000;

function aReporter(mode: WarmingKeys = { kind: 'hashed' }, fails?: Error) {
  let nowMs = 0;
  const clock = {
    now: () => nowMs,
    after: () => () => {},
    later: () => () => {},
    alarm: () => ({ hold: () => {}, release: () => {} }),
  };
  const sampler = new HotKeySampler(mode, clock, () => 0, 1);
  const written: HotKeys[] = [];
  const events: AccessEvent[] = [];
  const reporter = new HotKeyReporter({
    target: 'products',
    processId: 'p1',
    sampler,
    clock,
    nowMs: () => nowMs,
    observer: { attempt: () => {}, event: (event) => void events.push(event) },
    store: {
      salt: (_target, _proposed) => Promise.resolve(new Uint8Array([1])),
      writeHotKeys: async (hotKeys) => {
        if (fails !== undefined) throw fails;
        written.push(hotKeys);
      },
    },
  });
  return {
    written,
    events,
    read: (id: string, times = 1) => {
      for (let n = 0; n < times; n += 1) sampler.saw('getItem', { TableName: 'items', Key: { id: { S: id } } });
    },
    look: async (atMs: number, epoch = 1) => {
      nowMs = atMs;
      reporter.looked(epoch);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe('what a process tells of its hot keys', () => {
  test('is told every quarter of an hour, of the last half hour at most', async () => {
    const { read, look, written } = aReporter();
    read('a', 3);
    await look(14 * MINUTE_MS);
    expect(written).toEqual([]);
    await look(15 * MINUTE_MS);
    read('b', 2);
    await look(30 * MINUTE_MS);
    await look(45 * MINUTE_MS);
    const hashes = { a: hashOf('a'), b: hashOf('b') };
    expect(written.map(({ windowMs, reads }) => [windowMs / MINUTE_MS, reads])).toEqual([
      [15, 3],
      [30, 5],
      [30, 2],
    ]);
    expect(written[1]).toMatchObject({
      keys: [
        { hash: hashes.a, reads: 3 },
        { hash: hashes.b, reads: 2 },
      ],
    });
    expect(written[2]).toMatchObject({ keys: [{ hash: hashes.b, reads: 2 }] });
  });

  test('is told at once at each step of a hand-over', async () => {
    const { read, look, written } = aReporter();
    read('a');
    await look(0, 1);
    await look(1, 1);
    expect(written).toHaveLength(0);
    await look(2, 2);
    await look(3, 2);
    expect(written).toHaveLength(1);
  });

  test('holds no key in the clear unless that is asked for, and then encrypted', async () => {
    const secret = new Uint8Array(32);
    const raw = aReporter({ kind: 'raw', dataKey: () => Promise.resolve({ plaintext: secret }) });
    raw.read('customer@example.com', 2);
    await raw.look(15 * MINUTE_MS);
    expect(raw.written).toMatchObject([{ kind: 'sealed', reads: 2 }]);
    expect(JSON.stringify(raw.written)).not.toContain('customer');
  });

  test('that cannot be written is an event, and is tried again', async () => {
    const { read, look, events } = aReporter({ kind: 'hashed' }, new Error('denied'));
    read('a');
    await look(15 * MINUTE_MS);
    await look(30 * MINUTE_MS);
    expect(events).toMatchObject([{ kind: 'hot-keys-unwritable', target: 'products' }, {}]);
  });

  test('counts the keys of a batch one by one, and leaves queries alone', async () => {
    const clock = {
      now: () => 0,
      after: () => () => {},
      later: () => () => {},
      alarm: () => ({ hold: () => {}, release: () => {} }),
    };
    const sampler = new HotKeySampler({ kind: 'hashed' }, clock, () => 0, 1);
    const Keys = [{ id: { S: 'a' } }, { id: { S: 'b' } }];
    sampler.saw('batchGetItem', { RequestItems: { items: { Keys } } });
    sampler.saw('query', { TableName: 'items' });
    expect(sampler.sampled().reads).toBe(2);
  });

  test('estimates a skewed load from one read in sixteen', () => {
    const clock = {
      now: () => 0,
      after: () => () => {},
      later: () => () => {},
      alarm: () => ({ hold: () => {}, release: () => {} }),
    };
    let state = 1;
    const random = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    const sampler = new HotKeySampler({ kind: 'hashed' }, clock, random);
    for (let n = 0; n < 32_000; n += 1)
      sampler.saw('getItem', { TableName: 'items', Key: { id: { S: n % 4 === 0 ? 'hot' : `${n}` } } });
    const { keys, reads } = sampler.sampled();
    expect(reads).toBe(32_000);
    expect(keys[0]?.text).toContain('hot');
    expect(Math.abs((keys[0]?.reads ?? 0) / 8_000 - 1)).toBeLessThan(0.2);
  });
});

test('only a process that follows a record looks at keys at all', () => {
  const clock = {
    now: () => 0,
    after: () => () => {},
    later: () => () => {},
    alarm: () => ({ hold: () => {}, release: () => {} }),
  };
  const of = (endpoint: never, more: object = {}) => hotKeySamplerOf({ endpoint, ...more }, clock, Math.random);
  const record = { record: { table: 't', target: 'p' } } as never;
  expect(of('dax://a:1' as never)).toBeUndefined();
  expect(of(record)?.mode.kind).toBe('hashed');
  expect(of(record, { warmingKeys: 'off' })).toBeUndefined();
  expect(of(record, { warmingKeys: { rawEncryptedWith: new Uint8Array(32) } })?.mode.kind).toBe('raw');
});

const hashOf = (id: string) => hashedKey(new Uint8Array([1]), `items\u0000id\u0001S${id}`);
