import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Backend } from './balancer';
import { watchForStaleReads } from './stale-watch';

/** Two caches over one table: what is written through one the other does not hear of, as with two clusters at once. */
async function twoProcesses(caches: 'each-its-own' | 'none', status = 200) {
  const table = new Map<string, number>();
  const servers = await Promise.all(
    [0, 1].map(async () => {
      const cache = new Map<string, number>();
      const server = createServer((request, response) => {
        const id = request.url?.split('/')[2] ?? '';
        if (request.method === 'POST') table.set(id, (table.get(id) ?? 0) + 1);
        const known = request.method === 'POST' || caches === 'none' ? undefined : cache.get(id);
        const stock = known ?? table.get(id) ?? 0;
        cache.set(id, stock);
        response.writeHead(status);
        response.end(JSON.stringify(status === 200 ? { id, stock } : { error: 'access.deadline' }));
      });
      await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
      });
      return server;
    }),
  );
  const urls = servers.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  let turn = 0;
  return {
    balancer: {
      send: <T>(_: 'read' | 'write', run: (backend: Backend) => Promise<T>): Promise<T> => {
        turn += 1;
        return run({ url: urls[turn % 2] ?? '', sink: undefined as never });
      },
    },
    close: () => {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}

test('two caches that do not hear of each other are found out', async () => {
  const { balancer, close } = await twoProcesses('each-its-own');
  const watch = watchForStaleReads(balancer);
  for (let look = 0; look < 100 && watch.soFar().stale.length === 0; look += 1) await wait(50);
  const { stale, failures } = await watch.stop();
  close();

  expect(stale[0]).toMatch(/^p\d: \d+ was read, \d+ was written before$/);
  expect(failures).toEqual([]);
});

test('processes that read what is there are not blamed; what is under way at the end is waited for and counted', async () => {
  const { balancer, close } = await twoProcesses('none');
  const watch = watchForStaleReads(balancer);
  for (let look = 0; look < 100 && watch.soFar().reads < 20; look += 1) await wait(50);
  const { stale, reads, writes, failures } = await watch.stop();
  close();

  expect({ stale, failures }).toEqual({ stale: [], failures: [] });
  expect(reads).toBeGreaterThanOrEqual(20);
  expect(writes).toBeGreaterThan(0);
});

test('a request that fails is told by its name', async () => {
  const { balancer, close } = await twoProcesses('none', 504);
  const watch = watchForStaleReads(balancer);
  const { failures } = await watch.stop();
  close();

  expect(failures).toEqual(['Http504 access.deadline']);
});
