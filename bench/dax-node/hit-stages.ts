import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { KeyGuards } from '../../local/dax-node/cache/key-guard';
import { NodeCache } from '../../local/dax-node/cache/node-cache';
import { AttributeListStore } from '../../local/dax-node/cluster/attribute-lists';
import type { NodeContext } from '../../local/dax-node/cluster/context';
import { Counters } from '../../local/dax-node/cluster/counters';
import { LoadModel } from '../../local/dax-node/cluster/load-model';
import { CborReader } from '../../local/dax-node/codec/cbor-reader';
import { CborWriter } from '../../local/dax-node/codec/cbor-writer';
import { dispatch } from '../../local/dax-node/operations/dispatch';
import { itemValue } from '../../local/dax-node/operations/get-item';
import { itemCacheKey } from '../../local/dax-node/operations/item-key';
import { PLAIN_TRAITS } from '../../local/dax-node/protocol/client-traits';
import { Method } from '../../local/dax-node/protocol/methods';
import { FramingBudget, RequestFramer } from '../../local/dax-node/protocol/request-framer';
import { preamble, requestHead } from '../../local/dax-node/testing/raw-client';
import { TableDirectory } from '../../local/dax-node/upstream/table-directory';
import { HOT_ITEMS, hot, item, TABLE } from './table';

/** What the parts of one hit take inside the process, in µs of CPU time, garbage collection included. */
export interface HitStages {
  /** From the bytes of the socket to a request. */
  readonly parseUs: number;
  /** The entry of a key in the cache. */
  readonly lookupUs: number;
  /** From the request to its answer, without the lookup: counting, rate, table, key. */
  readonly answerUs: number;
  /** The write to a connected socket, the kernel's part included. */
  readonly sendUs: number;
}

const ROUNDS = 15;
const PER_ROUND = 30_000;
/** Answers that a socket's buffer takes without anybody reading. */
const SENDS_PER_ROUND = 200;

/** Each part alone, over the same thousand keys; the round that was disturbed least. */
export async function hitStages(): Promise<HitStages> {
  const node = await aNode();
  const table = await node.cluster.tables.get(TABLE);
  const value = itemValue(node, table, item('h'), 1);
  const keys = Array.from({ length: HOT_ITEMS }, (_, index) => Buffer.from(hot(index).pk.S));
  const requests = keys.map(request);
  const names = keys.map((key) => itemCacheKey(table, key));
  for (const name of names) node.cache.set(name, { ...value });
  const framer = new RequestFramer(new FramingBudget(1024 * 1024));
  framer.push(preamble(0));
  framer.next();
  const start = requestHead(Method.getItem).length;
  const parseUs = leastUs((index) => {
    framer.push(at(requests, index));
    framer.next();
  });
  const lookupUs = leastUs((index) => node.cache.get(at(names, index)));
  const wholeUs = leastUs((index) => {
    const bytes = at(requests, index);
    void dispatch(node, 'getItem', new CborReader(bytes, start, bytes.length), {
      traits: PLAIN_TRAITS,
      require: () => {},
    });
  });
  return { parseUs, lookupUs, answerUs: wholeUs - lookupUs, sendUs: await sendUs(value.reply) };
}

function at<Value>(values: readonly Value[], index: number): Value {
  return values[index % values.length] as Value;
}

function request(key: Buffer): Buffer {
  const args = new CborWriter(64).bytes(Buffer.from(TABLE)).bytes(key).null().view();
  return Buffer.concat([requestHead(Method.getItem), args]);
}

function leastUs(once: (index: number) => void): number {
  return Math.min(...Array.from({ length: ROUNDS }, () => roundUs(once, PER_ROUND)));
}

function roundUs(once: (index: number) => void, times: number): number {
  const before = process.cpuUsage();
  for (let index = 0; index < times; index += 1) once(index);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}

async function sendUs(reply: string): Promise<number> {
  const server = createServer({ noDelay: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection');
  const reader = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' });
  const [writer] = (await accepted) as [Socket];
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS * 4; round += 1) {
    rounds.push(roundUs(() => writer.write(reply, 'latin1'), SENDS_PER_ROUND));
    await read(reader, reply.length * SENDS_PER_ROUND);
  }
  reader.destroy();
  writer.destroy();
  server.close();
  return Math.min(...rounds);
}

async function read(socket: Socket, bytes: number): Promise<void> {
  for (let left = bytes; left > 0; ) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    left -= chunk.length;
  }
}

/** A node without a network, over a DynamoDB that knows the one table and is not asked for items. */
async function aNode(): Promise<NodeContext> {
  const description = {
    Table: {
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    },
  };
  const dynamodb = { call: async <Output>(): Promise<Output> => description as Output };
  const now = Date.now;
  const node: NodeContext = {
    cluster: {
      dynamodb,
      dynamodbName: 'none',
      tables: new TableDirectory(dynamodb, () => undefined),
      lists: new AttributeListStore(),
      guards: new KeyGuards(),
      now,
      cachesQueries: () => false,
      nextSequence: () => 0,
      publish: () => undefined,
      leader: () => node,
      spendWrite: () => undefined,
      memoryFull: () => false,
    },
    cache: new NodeCache({
      limitBytes: 1024 ** 2,
      recordTtlMs: () => 300_000,
      queryTtlMs: () => 0,
      now,
      fixedBytes: () => 0,
    }),
    counters: new Counters(() => 1),
    load: new LoadModel({ requestsPerSecond: Number.MAX_SAFE_INTEGER, now, weight: () => 1, paused: () => false }),
  };
  return node;
}
