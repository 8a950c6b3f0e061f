import { KeyLocks } from './key-locks';

const aTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('what shares a key runs one after the other, in the order of asking', async () => {
  const locks = new KeyLocks();
  const log: string[] = [];
  const work = (name: string, keys: readonly string[]) =>
    locks.run(keys, async () => {
      log.push(`${name} begins`);
      await aTurn();
      log.push(`${name} ends`);
    });

  await Promise.all([work('one', ['a', 'b']), work('two', ['b', 'c']), work('three', ['c']), work('four', ['d'])]);

  expect(log.indexOf('two begins')).toBeGreaterThan(log.indexOf('one ends'));
  expect(log.indexOf('three begins')).toBeGreaterThan(log.indexOf('two ends'));
  expect(log.indexOf('four begins')).toBeLessThan(log.indexOf('one ends'));
  expect(locks.size).toBe(0);
});

test('opposite orders of the same keys do not lock each other out', async () => {
  const locks = new KeyLocks();
  let done = 0;

  await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      locks.run(index % 2 === 0 ? ['a', 'b'] : ['b', 'a'], async () => {
        await aTurn();
        done += 1;
      }),
    ),
  );

  expect(done).toBe(100);
});

test('a failure lets the next one in', async () => {
  const locks = new KeyLocks();

  const failed = locks.run(['a'], () => Promise.reject(new Error('no')));
  const next = locks.run(['a'], async () => 'yes');

  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('yes');
});

test('reads wait for a transaction on their key and for no other', async () => {
  const locks = new KeyLocks();
  const log: string[] = [];
  const transaction = locks.commit(['a'], async () => {
    await aTurn();
    log.push('committed');
  });

  await Promise.all([
    transaction,
    locks.settled(['a']).then(() => log.push('read a')),
    locks.settled(['b']).then(() => log.push('read b')),
  ]);

  expect(log.indexOf('read a')).toBeGreaterThan(log.indexOf('committed'));
});
