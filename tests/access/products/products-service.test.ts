import { httpSink, runLoad, seedTable } from '../../../examples/products-service/load';
import { draws, rateAt, tracedDraws } from '../../../examples/products-service/load/workload';
import { configOf } from '../../../examples/products-service/src/config';
import { type RunningService, startService } from '../../../examples/products-service/src/service';
import { aStage, credentials, region, type Stage } from '../fixture';

describe('the products service', () => {
  let stage: Stage;
  let service: RunningService;
  beforeAll(async () => {
    stage = await aStage({ nodes: 3 });
    service = await startService({
      port: 0,
      host: '127.0.0.1',
      table: 'items',
      access: {
        endpoint: stage.cluster.endpoints[0] as string,
        region,
        credentials,
        dynamodb: { endpoint: stage.cluster.dynamodbEndpoint },
        itemTtlMs: 300_000,
        observer: stage.notes,
      },
    });
  });
  afterAll(async () => {
    await service.stop();
    await stage.close();
  });

  const ask = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${service.url}${path}`, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };

  test('creates, reads, replaces by version, counts stock and deletes', async () => {
    expect(await ask('GET', '/product/123')).toEqual({ status: 404, body: { error: 'not-found', id: '123' } });
    expect((await ask('PUT', '/product/123', { name: 'Product', price: 5 })).body).toEqual({
      id: '123',
      name: 'Product',
      price: 5,
      version: 1,
    });
    expect((await ask('PUT', '/product/123', { name: 'Other', price: 6 })).status).toBe(409);
    expect((await ask('PUT', '/product/123', { name: 'Other', price: 6, version: 1 })).body.version).toBe(2);
    expect((await ask('POST', '/product/123/stock', { add: 3 })).body.stock).toBe(3);
    expect((await ask('POST', '/product/none/stock', { add: 3 })).status).toBe(409);
    expect((await ask('DELETE', '/product/123')).status).toBe(204);
    // Another node may still have it for a moment: nodes tell each other of writes a little later.
    let { status } = await ask('GET', '/product/123');
    for (let look = 0; look < 200 && status !== 404; look += 1) ({ status } = await ask('GET', '/product/123'));
    expect(status).toBe(404);
  });

  test('pages through all products', async () => {
    await seedTable(service.access, 'items', 25);
    const seen: string[] = [];
    let after = '';
    for (let page = 0; page < 10; page += 1) {
      const { body } = await ask('GET', `/products?limit=10${after}`);
      seen.push(...body.products.map(({ id }: { id: string }) => id));
      if (body.next === undefined) break;
      after = `&after=${encodeURIComponent(body.next)}`;
    }
    expect(new Set(seen).size).toBe(25);
    expect(seen).toHaveLength(25);
  });

  test('refuses bad input by name', async () => {
    const { status, body } = await ask('PUT', '/product/1', { name: '', price: -1 });
    expect(status).toBe(400);
    expect(body.message).toMatch(/body\/name/);
    expect((await ask('GET', '/products?limit=0')).status).toBe(400);
    expect(() => configOf({ PORT: 'x', DAX_ENDPOINT: 'a:1', DAX_CLUSTER: 'b' })).toThrow(/PORT is 'x'.*exactly one of/);
    const polls = { ENDPOINT_RECORD_TABLE: 't', ENDPOINT_RECORD_HANDOVER_POLL_MS: 'often' };
    expect(() => configOf(polls)).toThrow(/HANDOVER_POLL_MS is 'often'/);
  });

  test('says what it is that failed, and the load tells it by that name', async () => {
    const sink = httpSink(service.url);
    await expect(sink.read('x'.repeat(200))).rejects.toMatchObject({ name: 'Http414 Bad Request', status: 414 });
    sink.close();
  });

  test('serves on while a node dies under load', async () => {
    const sink = httpSink(service.url);
    const load = runLoad({
      workload: { seed: 7, keys: 25, readShare: 0.95, shape: { kind: 'steady', perSecond: 200 } },
      sink,
      lastsMs: 1_500,
    });
    await stage.cluster.killNode(stage.cluster.nodes[1]?.id as string);
    const report = await load;
    sink.close();
    expect(report.reads).toBeGreaterThan(100);
    // A write that was on its way to the dead node is ambiguous and said to be; reads all come.
    expect(Object.keys(report.errors).filter((name) => name !== 'Http504 access.ambiguous-write')).toEqual([]);
    const health = await ask('GET', '/health');
    expect(health.body).toMatchObject({ status: 'ok' });
  });
});

describe('the load', () => {
  const workload = { seed: 3, keys: 1_000, shape: { kind: 'steady', perSecond: 1 } } as const;

  test('is the same for the same seed, and its popularity follows the exponent', () => {
    const take = (seed: number) => {
      const draw = draws({ ...workload, seed });
      return Array.from({ length: 20_000 }, draw);
    };
    expect(take(3)).toEqual(take(3));
    expect(take(3)).not.toEqual(take(4));
    const counts = new Map<string, number>();
    for (const { id } of take(3)) counts.set(id, (counts.get(id) ?? 0) + 1);
    const top = [...counts.values()].sort((left, right) => right - left);
    // With alpha 1.1 over 1,000 ranks the first has 1 / sum(k^-1.1) = 18 % of all.
    const share = 1 / Array.from({ length: 1_000 }, (_, k) => (k + 1) ** -1.1).reduce((sum, part) => sum + part, 0);
    expect(Math.abs(Number(top[0]) / 20_000 / share - 1)).toBeLessThan(0.05);
    expect(Math.abs(Number(top[0]) / Number(top[1]) / 2 ** 1.1 - 1)).toBeLessThan(0.1);
  });

  test('follows its shape, and a trace key by key', () => {
    const spike = { kind: 'spike', basePerSecond: 10, peakPerSecond: 90, fromMs: 100, untilMs: 200 } as const;
    expect([0, 100, 199, 200].map((ms) => rateAt(spike, ms))).toEqual([10, 90, 90, 10]);
    const day = { kind: 'diurnal', lowPerSecond: 10, highPerSecond: 30, periodMs: 1_000 } as const;
    expect([0, 250, 500].map((ms) => rateAt(day, ms))).toEqual([10, 20, 30]);
    const growth = { kind: 'growth', fromPerSecond: 10, toPerSecond: 50, overMs: 100 } as const;
    expect([0, 50, 100, 900].map((ms) => rateAt(growth, ms))).toEqual([10, 30, 50, 50]);
    const next = tracedDraws(new Uint8Array([0, 0, 0, 5, 0, 0, 4, 1]), workload);
    expect([next(), next(), next()].map(({ id }) => id)).toEqual(['p5', 'p25', 'p5']);
    expect(() => httpSink('http://10.0.0.1:80')).toThrow(/this machine only/);
  });
});
