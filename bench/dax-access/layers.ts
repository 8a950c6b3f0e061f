/**
 * What the module itself costs per read, without a network: both document clients over a client that answers at once. The least of many short
 * slices, which other load hardly moves.
 * `node -r esbuild-register bench/dax-access/layers.ts [--slices 200] [--calls 2000] [--concurrency 16]`
 */
import { parseArgs } from 'node:util';
import { DaxDocument } from '@amazon-dax-sdk/lib-dax';
import { OfficialClient } from '../../shared/dax-access/transport/official-client';
import { builtModule } from './built-module';

type Get = (id: string) => Promise<unknown>;

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const answer = (id: string) => ({
  Item: { id: { S: id }, name: { S: 'Product' }, price: { N: '9.99' }, note: { S: 'x'.repeat(100) } },
});

/** Answers after one turn of the event loop for all calls that wait, as sockets do. */
class Answering {
  private waiting: (() => void)[] = [];

  readonly getItem = (input: { readonly Key: { readonly id: { readonly S: string } } }): Promise<unknown> =>
    new Promise((resolve) => {
      if (this.waiting.push(() => resolve(answer(input.Key.id.S))) === 1) setImmediate(() => this.answer());
    });

  private answer(): void {
    const { waiting } = this;
    this.waiting = [];
    for (const one of waiting) one();
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      slices: { type: 'string', default: '200' },
      calls: { type: 'string', default: '2000' },
      concurrency: { type: 'string', default: '16' },
    },
  });
  const answering = new Answering();
  const transport = new OfficialClient(
    { getItem: answering.getItem, shutdown: () => {} } as never,
    (request) => request as Promise<unknown>,
  );
  const options = {
    endpoint: 'dax://127.0.0.1:1',
    region: 'us-east-1',
    credentials,
    itemTtlMs: 300_000,
    canaryShare: 0,
    transport: () => Promise.resolve(transport),
  };
  const bare = Object.create(DaxDocument.prototype) as { get(input: object): Promise<unknown> };
  Object.assign(bare, { getItem: answering.getItem });
  const { openAccess } = builtModule();
  const everything = openAccess(options);
  const quiet = openAccess({ ...options, telemetry: { openTelemetry: false } });
  const contenders: readonly { readonly name: string; readonly get: Get }[] = [
    { name: 'client alone', get: (id) => answering.getItem({ Key: { id: { S: id } } }) },
    { name: 'bare lib-dax', get: (id) => bare.get({ TableName: 'Access', Key: { id } }) },
    { name: 'module, everything on', get: (id) => everything.document.get({ TableName: 'Access', Key: { id } }) },
    { name: 'module, telemetry off', get: (id) => quiet.document.get({ TableName: 'Access', Key: { id } }) },
  ];
  const calls = Number(values.calls);
  const concurrency = Number(values.concurrency);
  const least = contenders.map(() => Number.POSITIVE_INFINITY);
  for (let slice = 0; slice < Number(values.slices); slice += 1)
    for (const [at, { get }] of contenders.entries())
      least[at] = Math.min(least[at] ?? 0, await cpuUsPerCall(get, calls, concurrency));
  const base = least[0] ?? 0;
  console.table(contenders.map(({ name }, at) => ({ name, usPerCall: Number(((least[at] ?? 0) - base).toFixed(2)) })));
  await Promise.all([everything.close(), quiet.close()]);
}

async function cpuUsPerCall(get: Get, calls: number, concurrency: number): Promise<number> {
  let next = 0;
  const worker = async () => {
    while (next < calls) {
      next += 1;
      await get(`p${next}`);
    }
  };
  const from = process.cpuUsage();
  await Promise.all(Array.from({ length: concurrency }, worker));
  const { user, system } = process.cpuUsage(from);
  return (user + system) / calls;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
