import { Reservation, type Want } from './admission';
import { type CancellationReason, cancelled, noReason, throttledReason } from './cancellation';
import type { DynamoDbContext } from './context';
import { indexWrites } from './index-writes';
import { keyAttributesOf } from './item-keys';
import { itemBytes, readUnits, writeUnits } from './item-size';
import { itemOf, type Json, textOf } from './json';
import { invalid } from './refusals';
import { createRehearsal, type Outcome } from './rehearsal';
import { RequestTokens } from './request-tokens';
import { storedItem } from './stored-item';
import { type Action, actionsOf } from './transaction-actions';
import { addUsage, consumedCapacity, noUsage, type Usage } from './usage';

const bytesPerTransaction = 4 * 1024 * 1024;
/** A transaction reads and writes everything twice: to prepare and to commit. */
const twice = 2;

/** All or nothing, one after the other where they share an item. */
export interface Transactions {
  get(input: Json): Promise<Json>;
  write(input: Json): Promise<Json>;
  close(): Promise<void>;
}

export const createTransactions = (context: DynamoDbContext): Transactions => {
  const { account, clock, region } = context.platform;
  const rehearsal = createRehearsal(account, region);
  const tokens = new RequestTokens();

  const write = async (input: Json): Promise<Json> => {
    const actions = actionsOf(context, input, ['Put', 'Update', 'Delete', 'ConditionCheck']);
    const token = textOf(input.ClientRequestToken);
    if (token === undefined) return writeOnce(actions, input);
    if (tokens.begin(token, input, clock.now()) === 'repeated') return writeAgain(context, actions, input);
    try {
      const answer = await writeOnce(actions, input);
      tokens.done(token, clock.now());
      return answer;
    } catch (error) {
      tokens.forget(token);
      throw error;
    }
  };

  const writeOnce = (actions: readonly Action[], input: Json): Promise<Json> =>
    context.locks.commit(
      actions.map((action) => action.lock),
      async () => {
        const outcomes: Outcome[] = [];
        for (const action of actions) outcomes.push(await rehearsal.rehearse(action, await storedOf(context, action)));
        return commit(context, outcomes, input);
      },
    );

  return {
    write,
    get: (input) => readTogether(context, input),
    close: () => rehearsal.close(),
  };
};

/** A key that does not fit the table names no item; the rehearsal says what is wrong with it. */
const storedOf = (context: DynamoDbContext, action: Action) =>
  action.lock.includes('\u0000?') ? Promise.resolve(undefined) : storedItem(context, action.table, action.keyed);

const commit = async (context: DynamoDbContext, outcomes: readonly Outcome[], input: Json): Promise<Json> => {
  const { engine, meter } = context;
  const startedMs = performance.now();
  const bytes = outcomes.reduce((sum, { after }) => sum + (after ? itemBytes(after) : 0), 0);
  if (bytes > bytesPerTransaction)
    throw invalid(`The aggregate size of the items in the transaction must not exceed 4 MB, is ${bytes} bytes`);
  const reservation = new Reservation(context, 'TransactWriteItems');
  try {
    const reasons = outcomes.map((outcome) => {
      if (outcome.reason.Code !== 'None') return outcome.reason;
      return reserved(reservation, writeWantsOf(outcome));
    });
    if (reasons.some(({ Code }) => Code !== 'None')) {
      if (reasons.some(({ Code }) => Code === 'ConditionalCheckFailed'))
        for (const table of tablesOf(outcomes)) meter.conditionFailed(table.name);
      throw cancelled(reasons);
    }
    for (const outcome of outcomes) await keep(engine.call, outcome);
    const usages = new Map<string, Usage>();
    for (const outcome of outcomes) {
      const { name } = outcome.action.table;
      usages.set(name, addUsage(usages.get(name) ?? noUsage, usageOfWrite(outcome)));
    }
    for (const table of tablesOf(outcomes)) {
      reservation.settle(table, 'write', usages.get(table.name) ?? noUsage);
      meter.succeeded(table.name, 'TransactWriteItems', performance.now() - startedMs);
    }
    return consumedOf(usages, input, 'WriteCapacityUnits');
  } finally {
    reservation.release();
  }
};

const keep = async (call: DynamoDbContext['engine']['call'], { action, after, before }: Outcome): Promise<void> => {
  const TableName = action.table.name;
  if (action.kind === 'ConditionCheck') return;
  if (after) await call('PutItem', { TableName, Item: after });
  else if (before) await call('DeleteItem', { TableName, Key: keyAttributesOf(action.table, action.keyed) });
};

const reserved = (reservation: Reservation, wants: readonly Want[]): CancellationReason => {
  if (reservation.tryTake(wants)) return noReason;
  const throttle = reservation.throttles.at(-1);
  return throttle ? throttledReason(throttle) : noReason;
};

const ownUnits = ({ after, before }: Outcome): number =>
  twice * Math.max(writeUnits(before ? itemBytes(before) : 0), writeUnits(after ? itemBytes(after) : 0));

/** Index entries follow later on their own, so they cost what they cost without a transaction. */
const usageOfWrite = (outcome: Outcome): Usage => ({
  table: ownUnits(outcome),
  ...indexWrites(outcome.action.table, outcome.before, outcome.after),
});

const writeWantsOf = (outcome: Outcome): readonly Want[] => {
  const { table, hashKey } = outcome.action;
  const usage = usageOfWrite(outcome);
  return [
    { table, dimension: 'write', units: usage.table, hashKey },
    ...Object.entries(usage.globals).map(
      ([indexName, units]): Want => ({ table, indexName, dimension: 'write', units }),
    ),
  ];
};

/** The same token again: nothing is written, and AWS charges the reading of the items. */
const writeAgain = async (context: DynamoDbContext, actions: readonly Action[], input: Json): Promise<Json> => {
  const items = await Promise.all(actions.map((action) => storedOf(context, action)));
  const usages = new Map<string, Usage>();
  for (const [index, action] of actions.entries()) {
    const item = items[index];
    const units = twice * readUnits(item ? itemBytes(item) : 0);
    usages.set(action.table.name, addUsage(usages.get(action.table.name) ?? noUsage, { ...noUsage, table: units }));
  }
  const reservation = new Reservation(context, 'TransactWriteItems');
  for (const table of tablesOf(actions.map((action) => ({ action }))))
    reservation.settle(table, 'read', usages.get(table.name) ?? noUsage);
  return consumedOf(usages, input, 'ReadCapacityUnits');
};

const readTogether = (context: DynamoDbContext, input: Json): Promise<Json> => {
  const actions = actionsOf(context, input, ['Get']);
  return context.locks.run(
    actions.map((action) => action.lock),
    () => readLocked(context, actions, input),
  );
};

const readLocked = async (context: DynamoDbContext, actions: readonly Action[], input: Json): Promise<Json> => {
  const startedMs = performance.now();
  const reservation = new Reservation(context, 'TransactGetItems');
  try {
    const reasons = actions.map(({ hashKey, table }) =>
      reserved(reservation, [{ table, dimension: 'read', units: twice, hashKey }]),
    );
    if (reasons.some(({ Code }) => Code !== 'None')) throw cancelled(reasons);
    const usages = new Map<string, Usage>();
    const responses: Json[] = [];
    let bytes = 0;
    for (const action of actions) {
      const { name } = action.table;
      const whole = await storedOf(context, action);
      bytes += whole ? itemBytes(whole) : 0;
      const { Item } = await context.engine.call('GetItem', {
        ...action.parameters,
        TableName: name,
        ConsistentRead: true,
      });
      const item = itemOf(Item);
      responses.push(item ? { Item: item } : {});
      const units = twice * readUnits(whole ? itemBytes(whole) : 0);
      usages.set(name, addUsage(usages.get(name) ?? noUsage, { ...noUsage, table: units }));
    }
    if (bytes > bytesPerTransaction)
      throw invalid(`The aggregate size of the items in the transaction must not exceed 4 MB, is ${bytes} bytes`);
    for (const table of tablesOf(actions.map((action) => ({ action })))) {
      reservation.settle(table, 'read', usages.get(table.name) ?? noUsage);
      context.meter.succeeded(table.name, 'TransactGetItems', performance.now() - startedMs);
    }
    return { Responses: responses, ...consumedOf(usages, input, 'ReadCapacityUnits') };
  } finally {
    reservation.release();
  }
};

const tablesOf = (outcomes: readonly { readonly action: Action }[]) => [
  ...new Map(outcomes.map(({ action }) => [action.table.name, action.table])).values(),
];

const consumedOf = (
  usages: ReadonlyMap<string, Usage>,
  input: Json,
  kind: 'ReadCapacityUnits' | 'WriteCapacityUnits',
): Json => {
  const asked = input.ReturnConsumedCapacity;
  if (asked !== 'TOTAL' && asked !== 'INDEXES') return {};
  return { ConsumedCapacity: [...usages].map(([name, usage]) => consumedCapacity(name, usage, asked, kind)) };
};
