import { HttpFailure } from '../../../examples/products-service/load';
import { type Backend, Balancer } from './balancer';

const broken = (code: string) => Object.assign(new Error('socket'), { code });

function aBackend(url: string, answer: () => Promise<unknown>): Backend {
  return { url, sink: { read: answer, write: answer, close: () => {} } };
}

/** Two processes, of which the first answers as given, behind a balancer whose next request goes to the first. */
function aBalancer(first: () => Promise<unknown>) {
  const asked: string[] = [];
  const balancer = new Balancer();
  const second = aBackend('second', async () => asked.push('second'));
  const one = aBackend('first', () => {
    asked.push('first');
    return first();
  });
  balancer.add(second);
  balancer.add(one);
  return { balancer, asked, first: one };
}

test('requests go to the processes in turn', async () => {
  const { balancer, asked } = aBalancer(async () => 'fine');
  for (let request = 0; request < 4; request += 1) await balancer.read('p1');

  expect(asked).toEqual(['first', 'second', 'first', 'second']);
  expect(balancer.soFar()).toEqual({ answered: 4, failed: 0, repeated: 0 });
});

test.each([
  ['a read whose connection breaks', 'read', broken('ECONNRESET'), 'repeated'],
  ['a read whose fetch breaks', 'read', new TypeError('fetch failed', { cause: broken('ECONNRESET') }), 'repeated'],
  ['a write that found no connection', 'write', broken('ECONNREFUSED'), 'repeated'],
  ['a write whose connection breaks', 'write', broken('ECONNRESET'), 'failed'],
  ['a read that was answered with an error', 'read', new HttpFailure(503, 'access.endpoint'), 'failed'],
] as const)('%s is %s %s', async (_, kind, error, becomes) => {
  const { balancer, asked } = aBalancer(() => Promise.reject(error));
  const request = balancer.send(kind, ({ sink }) => sink.read('p1'));

  if (becomes === 'repeated') await request;
  else await expect(request).rejects.toBe(error);
  expect(asked).toEqual(becomes === 'repeated' ? ['first', 'second'] : ['first']);
  expect(balancer.soFar()).toMatchObject({
    failed: becomes === 'failed' ? 1 : 0,
    repeated: becomes === 'repeated' ? 1 : 0,
  });
});

test('with no other process left the error is the request’s, and a process that was taken out gets nothing more', async () => {
  const { balancer, asked, first } = aBalancer(async () => 'fine');
  balancer.remove(first);
  for (let request = 0; request < 3; request += 1) await balancer.read('p1');

  expect(asked).toEqual(['second', 'second', 'second']);
  const alone = new Balancer();
  alone.add(aBackend('dead', () => Promise.reject(broken('ECONNREFUSED'))));
  await expect(alone.read('p1')).rejects.toThrow('socket');
  await expect(new Balancer().read('p1')).rejects.toThrow('no process');
});

test('a moment between two writes of a process is waited for', async () => {
  let end = (): void => {};
  const { balancer, first } = aBalancer(
    () =>
      new Promise<void>((resolve) => {
        end = resolve;
      }),
  );
  const write = balancer.write('p1', 1);
  let isFree = false;
  const free = balancer.betweenWrites(first).then(() => {
    isFree = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(isFree).toBe(false);
  end();
  await Promise.all([write, free]);
  expect(isFree).toBe(true);
});
