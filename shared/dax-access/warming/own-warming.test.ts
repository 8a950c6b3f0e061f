import type { AccessEvent } from '../calls/observation';
import { OwnWarming, type WarmOrder } from './own-warming';

function aWarming(keys: number, answer: () => Promise<object> = async () => ({})) {
  const events: AccessEvent[] = [];
  const asked: string[][] = [];
  const open = { now: 0, givenUp: 0 };
  const items = Array.from({ length: keys }, (_, n) => ({ table: n % 2 ? 'one' : 'two', key: { id: { S: `${n}` } } }));
  const warming = new OwnWarming({
    target: 'products',
    sampler: { toWarm: () => items },
    observer: { attempt: () => {}, event: (event) => void events.push(event) },
  });
  const order = (epoch: number): WarmOrder => ({
    epoch,
    cluster: {
      name: 'new',
      call: (async (_name: string, { RequestItems }: { RequestItems: Record<string, { Keys: object[] }> }) => {
        for (const [table, { Keys }] of Object.entries(RequestItems)) asked.push([table, `${Keys.length}`]);
        return answer();
      }) as never,
    },
    calls: {
      begin: () => {
        open.now += 1;
      },
      end: () => {
        open.now -= 1;
      },
      giveUp: () => {
        open.givenUp += 1;
      },
    },
  });
  return { warming, order, asked, events, open };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test('keys are read table by table, a few at a time, once for each record that asks', async () => {
  const { warming, order, asked, events, open } = aWarming(120);
  warming.looked(order(7));
  warming.looked(order(7));
  await settle();

  expect(asked).toEqual([
    ['two', '25'],
    ['two', '25'],
    ['two', '10'],
    ['one', '25'],
    ['one', '25'],
    ['one', '10'],
  ]);
  expect(warming.warmed(7)).toEqual({ epoch: 7, keys: 120, failed: 0 });
  expect(warming.warmed(8)).toBeUndefined();
  expect(events).toEqual([{ kind: 'warmed', target: 'products', cluster: 'new', keys: 120, failed: 0 }]);
  expect(open).toEqual({ now: 0, givenUp: 0 });
});

test('a read that fails counts, and counts as given up: it may still fill the cache', async () => {
  const { warming, order, open } = aWarming(50, () => Promise.reject(new Error('no')));
  warming.looked(order(7));
  await settle();

  expect(warming.warmed(7)).toEqual({ epoch: 7, keys: 0, failed: 50 });
  expect(open).toEqual({ now: 0, givenUp: 2 });
});

test('a hand-over that turns round ends it at the request under way, and nothing is said of it', async () => {
  const answers: (() => void)[] = [];
  const { warming, order, asked, open } = aWarming(
    120,
    () => new Promise((resolve) => answers.push(() => resolve({}))),
  );
  warming.looked(order(7));
  await settle();
  warming.looked(undefined);
  answers[0]?.();
  await settle();

  expect(asked).toHaveLength(1);
  expect(warming.warmed(7)).toBeUndefined();
  expect(open.now).toBe(0);
});
