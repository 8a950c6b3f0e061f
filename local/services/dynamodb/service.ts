import type { Timer } from '../../kernel/clock';
import type { Platform, RawRequest, RawResponse, Service } from '../../kernel/service';
import { ServiceError } from '../../kernel/service-error';
import { adoptTables } from './adopt-table';
import { describeContinuousBackups, updateContinuousBackups } from './backups';
import { batchGetItem, batchWriteItem } from './batches';
import { type DynamoDbContext, nameOf } from './context';
import { createTable } from './create-table';
import { deleteTable } from './delete-table';
import { describeLimits, describeTable, listTables } from './describe-tables';
import { createEmbeddedEngine } from './embedded-engine';
import { ExpiryWatch } from './expiry-watch';
import { isJson, type Json, jsonOf } from './json';
import { KeyLocks } from './key-locks';
import { publishMinute } from './metrics-publisher';
import { type DynamoDbOptions, defaultTableDurations } from './options';
import { readItems } from './read-items';
import { notHere } from './refusals';
import { createRemoteEngine } from './remote-engine';
import { TableMeter } from './table-meter';
import { listTagsOfResource, tagResource, untagResource } from './tags';
import { describeTimeToLive, sweepExpired, updateTimeToLive } from './time-to-live';
import { createTransactions, type Transactions } from './transactions';
import { updateTable } from './update-table';
import { wireError, wireOutput } from './wire-answer';
import { writeItem } from './write-item';

export interface DynamoDbService extends Service {
  /** A table that was there before the platform started: created like any other, at once, with its burst capacity saved up. */
  declareTable(input: object): Promise<void>;
}

type Handler = (input: Json) => Json | Promise<Json>;

/** DynamoDB before an engine: states, throughput, metrics and transactions on the virtual clock; items in the engine. */
export const createDynamoDbService = (platform: Platform, options: DynamoDbOptions = {}): DynamoDbService => {
  const timers = new Set<Timer>();
  const weight = options.weight ?? (() => 1);
  const expiries = new ExpiryWatch();
  const bare = options.endpoint
    ? createRemoteEngine(options.endpoint, platform.region)
    : createEmbeddedEngine(platform.account, platform.region);
  const engine = expiries.watching(bare);
  const context: DynamoDbContext = {
    platform,
    options,
    durations: { ...defaultTableDurations, ...options.durations },
    engine,
    tables: new Map(),
    guards: new Map(),
    meter: new TableMeter(weight, () => platform.clock.now()),
    locks: new KeyLocks(),
    expiries,
    weight,
    later: (ms, task) => {
      const timer = platform.clock.at(platform.clock.now() + ms, () => {
        timers.delete(timer);
        return task();
      });
      timers.add(timer);
    },
  };
  timers.add(platform.clock.every(60_000, (dueMs) => publishMinute(context, dueMs)));
  timers.add(platform.clock.every(context.durations.sweepMs, () => sweepExpired(context)));
  const transactions = createTransactions(context);
  const handlers = handlersOf(context, transactions);

  const handle = async (operation: string, input: Json): Promise<Json> => {
    const handler = Object.hasOwn(handlers, operation) ? handlers[operation] : undefined;
    if (!handler) throw notHere(operation);
    const named = withTableName(input);
    await adoptTables(context, named);
    return handler(named);
  };

  return {
    name: 'dynamodb',
    operations: Object.fromEntries(
      Object.keys(handlers).map((operation) => [operation, (input: object) => handle(operation, jsonOf(input))]),
    ),
    raw: (request) => answer(request, handle),
    declareTable: async (input) => {
      await createTable(context, jsonOf(input), 0);
    },
    stop: async () => {
      for (const timer of timers) timer.cancel();
      timers.clear();
      await transactions.close();
      await engine.close();
    },
  };
};

/** A table may be named by its ARN; from here on it has its name. */
const withTableName = (input: Json): Json =>
  typeof input.TableName === 'string' ? { ...input, TableName: nameOf(input.TableName) } : input;

const handlersOf = (context: DynamoDbContext, transactions: Transactions): Readonly<Record<string, Handler>> => {
  return {
    BatchGetItem: (input) => batchGetItem(context, input),
    BatchWriteItem: (input) => batchWriteItem(context, input),
    CreateTable: (input) => createTable(context, input),
    DeleteItem: (input) => writeItem(context, 'DeleteItem', input),
    DeleteTable: (input) => deleteTable(context, input),
    DescribeContinuousBackups: (input) => describeContinuousBackups(context, input),
    DescribeLimits: () => describeLimits(context),
    DescribeTable: (input) => describeTable(context, input),
    DescribeTimeToLive: (input) => describeTimeToLive(context, input),
    GetItem: (input) => readItems(context, 'GetItem', input),
    ListTables: (input) => listTables(context, input),
    ListTagsOfResource: (input) => listTagsOfResource(context, input),
    PutItem: (input) => writeItem(context, 'PutItem', input),
    Query: (input) => readItems(context, 'Query', input),
    Scan: (input) => readItems(context, 'Scan', input),
    TagResource: (input) => tagResource(context, input),
    TransactGetItems: (input) => transactions.get(input),
    TransactWriteItems: (input) => transactions.write(input),
    UntagResource: (input) => untagResource(context, input),
    UpdateContinuousBackups: (input) => updateContinuousBackups(context, input),
    UpdateItem: (input) => writeItem(context, 'UpdateItem', input),
    UpdateTable: (input) => updateTable(context, input),
    UpdateTimeToLive: (input) => updateTimeToLive(context, input),
  };
};

const answer = async (
  { body, call, operation }: RawRequest,
  handle: (operation: string, input: Json) => Promise<Json>,
): Promise<RawResponse> => {
  try {
    return wireOutput(await handle(operation, parsed(body)), call.requestId);
  } catch (error) {
    return wireError(error, call.requestId);
  }
};

const parsed = (body: Buffer): Json => {
  try {
    const json: unknown = JSON.parse(body.toString('utf8'));
    if (isJson(json)) return json;
  } catch {
    // Told below, as every body that is no JSON object.
  }
  throw new ServiceError('SerializationException', 'The request body is not a JSON object.');
};
