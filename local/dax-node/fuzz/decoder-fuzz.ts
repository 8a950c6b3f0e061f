import { KeyGuards } from '../cache/key-guard';
import { NodeCache } from '../cache/node-cache';
import { AttributeListStore } from '../cluster/attribute-lists';
import type { ClusterContext, NodeContext } from '../cluster/context';
import { Counters } from '../cluster/counters';
import { LoadModel } from '../cluster/load-model';
import { CborError } from '../codec/cbor-error';
import { CborReader } from '../codec/cbor-reader';
import { dispatch } from '../operations/dispatch';
import { PLAIN_TRAITS } from '../protocol/client-traits';
import { DaxError } from '../protocol/dax-error';
import { readPreamble } from '../protocol/preamble';
import { FramingBudget, FramingError, RequestFramer } from '../protocol/request-framer';
import { preamble } from '../testing/raw-client';
import { TableDirectory } from '../upstream/table-directory';
import { corpus } from './corpus';
import { mutated } from './mutate';
import { Random } from './random';

export interface FuzzReport {
  readonly frames: number;
  readonly answered: number;
  readonly refused: number;
  readonly waiting: number;
  readonly slowestMs: number;
  readonly budgetLeftBytes: number;
  readonly heapGrowthBytes: number;
  /** What should never happen, with the bytes that made it happen. */
  readonly failures: readonly string[];
}

const MAX_FAILURES = 20;
/** No frame of a few hundred bytes may keep the process busy for longer. */
const HANG_MS = 2_000;

/** Runs mutated frames through framing, decoding and every operation, over a DynamoDB that answers everything with nothing. */
export async function fuzzDecoder(seed: number, frames: number): Promise<FuzzReport> {
  const random = new Random(seed);
  const node = emptyNode();
  const seeds = [...corpus(node.cluster.lists.idOf(['n', 's'])), preamble(0), preamble(1)];
  const tally = { answered: 0, refused: 0, waiting: 0, slowestMs: 0 };
  const failures: string[] = [];
  const budget = new FramingBudget(64 * 1024 * 1024);
  const heapBefore = process.memoryUsage().heapUsed;
  for (let count = 0; count < frames && failures.length < MAX_FAILURES; count += 1) {
    const bytes = mutated(seeds, random);
    const started = performance.now();
    try {
      tally[await offer(node, budget, bytes, random)] += 1;
    } catch (error) {
      failures.push(
        `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n${bytes.toString('hex')}`,
      );
    }
    const tookMs = performance.now() - started;
    tally.slowestMs = Math.max(tally.slowestMs, tookMs);
    if (tookMs > HANG_MS) failures.push(`took ${tookMs} ms\n${bytes.toString('hex')}`);
  }
  const heapGrowthBytes = process.memoryUsage().heapUsed - heapBefore;
  return { frames, ...tally, budgetLeftBytes: budget.takenBytes, heapGrowthBytes, failures };
}

/** One connection: perhaps a good preamble, then the bytes, cut anywhere. Throws what no client may ever cause. */
async function offer(
  node: NodeContext,
  budget: FramingBudget,
  bytes: Buffer,
  random: Random,
): Promise<'answered' | 'refused' | 'waiting'> {
  const framer = new RequestFramer(budget);
  let outcome: 'answered' | 'refused' | 'waiting' = 'waiting';
  try {
    const stream = random.chance(0.9) ? Buffer.concat([preamble(0), bytes]) : bytes;
    for (const chunk of cut(stream, random)) {
      framer.push(chunk);
      for (let frame = framer.next(); frame !== undefined; frame = framer.next()) {
        if (frame.kind === 'preamble') readPreamble(frame.buffer, frame.start, frame.end);
        else outcome = await carryOut(node, frame.method.name, new CborReader(frame.buffer, frame.start, frame.end));
      }
    }
  } catch (error) {
    if (!(error instanceof FramingError) && !(error instanceof CborError)) throw error;
    outcome = 'refused';
  } finally {
    framer.close();
  }
  return outcome;
}

async function carryOut(
  node: NodeContext,
  method: Parameters<typeof dispatch>[1],
  reader: CborReader,
): Promise<'answered' | 'refused'> {
  if (method === 'authorizeConnection' || method === 'endpoints') return 'answered';
  try {
    await dispatch(node, method, reader, { traits: PLAIN_TRAITS, require: () => {} });
    return 'answered';
  } catch (error) {
    if (!(error instanceof DaxError) || error.statusCode >= 500) throw error;
    return 'refused';
  }
}

function cut(stream: Buffer, random: Random): readonly Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < stream.length; ) {
    const size = random.chance(0.5) ? stream.length : 1 + random.below(40);
    chunks.push(stream.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

const DESCRIPTIONS: Readonly<Record<string, object>> = {
  TTT: description([['pk', 'S']]),
  TTR: description([
    ['pk', 'S'],
    ['sk', 'N'],
  ]),
};

function description(keys: readonly (readonly [string, string])[]): object {
  return {
    Table: {
      KeySchema: keys.map(([AttributeName], index) => ({ AttributeName, KeyType: index === 0 ? 'HASH' : 'RANGE' })),
      AttributeDefinitions: keys.map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    },
  };
}

function emptyNode(): NodeContext {
  const dynamodb = {
    call: async <Output>(operation: string, input: object): Promise<Output> => {
      const { TableName: name = '' } = input as { TableName?: string };
      const found = DESCRIPTIONS[name];
      if (operation !== 'DescribeTable') return {} as Output;
      if (found === undefined) throw new DaxError('ResourceNotFoundException', 'no such table');
      return found as Output;
    },
  };
  let sequence = 0;
  const cluster: ClusterContext = {
    dynamodb,
    dynamodbName: 'nothing',
    tables: new TableDirectory(dynamodb, () => undefined),
    lists: new AttributeListStore(),
    guards: new KeyGuards(),
    now: () => 0,
    cachesQueries: () => true,
    nextSequence: () => {
      sequence += 1;
      return sequence;
    },
    publish: (at, key, value) => (value === undefined ? at.cache.remove(key, sequence) : at.cache.set(key, value)),
    leader: () => node,
    spendWrite: () => undefined,
    memoryFull: () => false,
  };
  const settings = {
    limitBytes: 8 * 1024 * 1024,
    recordTtlMs: () => 0,
    queryTtlMs: () => 1,
    now: () => 0,
    fixedBytes: () => 0,
  };
  const node: NodeContext = {
    cluster,
    cache: new NodeCache(settings),
    counters: new Counters(() => 1),
    load: new LoadModel({
      requestsPerSecond: Number.MAX_SAFE_INTEGER,
      now: () => 0,
      weight: () => 1,
      paused: () => false,
    }),
  };
  return node;
}
