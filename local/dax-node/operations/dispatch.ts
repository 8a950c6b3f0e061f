import type { NodeContext } from '../cluster/context';
import type { Counter } from '../cluster/counters';
import type { CborReader } from '../codec/cbor-reader';
import type { ClientTraits } from '../protocol/client-traits';
import { DaxError } from '../protocol/dax-error';
import type { MethodName } from '../protocol/methods';
import { ACTION_OF, type Require } from '../protocol/rights';
import { batchGetItem } from './batch-get';
import { batchWriteItem } from './batch-write';
import { defineAttributeList, defineAttributeListId, defineKeySchema } from './control';
import { daxErrorOf } from './dax-error-of';
import { getItem } from './get-item';
import { query, scan } from './query-scan';
import { transactGetItems } from './transact-get';
import { transactWriteItems } from './transact-write';
import { deleteItem, putItem, updateItem } from './write-item';

/** Who asks. */
export interface Client {
  readonly traits: ClientTraits;
  readonly require: Require;
}

interface DataOperation {
  readonly run: (
    node: NodeContext,
    reader: CborReader,
    client: ClientTraits,
    require: Require,
  ) => string | Promise<string>;
  readonly counter: Counter;
  readonly write: boolean;
}

const DATA: Readonly<Partial<Record<MethodName, DataOperation>>> = {
  getItem: { run: getItem, counter: 'GetItemRequestCount', write: false },
  putItem: { run: putItem, counter: 'PutItemRequestCount', write: true },
  updateItem: { run: updateItem, counter: 'UpdateItemRequestCount', write: true },
  deleteItem: { run: deleteItem, counter: 'DeleteItemRequestCount', write: true },
  query: { run: query, counter: 'QueryRequestCount', write: false },
  scan: { run: scan, counter: 'ScanRequestCount', write: false },
  batchGetItem: { run: batchGetItem, counter: 'BatchGetItemRequestCount', write: false },
  batchWriteItem: { run: batchWriteItem, counter: 'BatchWriteItemRequestCount', write: true },
  transactGetItems: { run: transactGetItems, counter: 'TransactGetItemsCount', write: false },
  transactWriteItems: { run: transactWriteItems, counter: 'TransactWriteItemsCount', write: true },
};

const CONTROL: Readonly<
  Partial<Record<MethodName, (node: NodeContext, reader: CborReader) => string | Promise<string>>>
> = {
  defineKeySchema,
  defineAttributeListId,
  defineAttributeList,
};

/** Carries out one request. The answer comes at once if nothing had to be waited for; every failure comes as a `DaxError`. */
export function dispatch(
  node: NodeContext,
  method: MethodName,
  reader: CborReader,
  { traits, require }: Client,
): string | Promise<string> {
  const operation = DATA[method];
  try {
    if (operation === undefined) return settled(control(node, method, reader), node, method, false);
    node.counters.count(operation.counter);
    node.counters.count('TotalRequestCount');
    const action = ACTION_OF[method];
    if (action !== undefined) require(action);
    admit(node, operation);
    return settled(operation.run(node, reader, traits, require), node, method, operation.write);
  } catch (error) {
    throw failed(error, node, method, operation?.write ?? false);
  }
}

function control(node: NodeContext, method: MethodName, reader: CborReader): string | Promise<string> {
  const run = CONTROL[method];
  if (run === undefined) throw new DaxError('InternalServerError', `${method} has no handler`, undefined, 500);
  return run(node, reader);
}

/** DAX refuses requests that it is too busy for, and writes while the memory of a node is full. */
function admit(node: NodeContext, { write }: DataOperation): void {
  if (!node.load.admits()) {
    throw throttled('Rate exceeded: the node is at the request rate of its type (modelled)');
  }
  if (write && node.cluster.memoryFull()) throw throttled('Writes are throttled: the cache memory of a node is full');
}

function throttled(message: string): DaxError {
  return new DaxError('ThrottlingException', message, undefined, 400, undefined, 'throttle');
}

function settled(
  answer: string | Promise<string>,
  node: NodeContext,
  method: MethodName,
  write: boolean,
): string | Promise<string> {
  if (typeof answer === 'string') return answer;
  return answer.catch((error: unknown) => {
    throw failed(error, node, method, write);
  });
}

function failed(error: unknown, node: NodeContext, method: MethodName, write: boolean): DaxError {
  const operation = method.charAt(0).toUpperCase() + method.slice(1);
  const daxError = daxErrorOf(error, node.cluster, { operation, write });
  node.counters.count('FailedRequestCount');
  node.counters.count(daxError.blame === 'fault' ? 'FaultRequestCount' : 'ErrorRequestCount');
  if (daxError.blame === 'throttle') node.counters.count('ThrottledRequestCount');
  return daxError;
}
