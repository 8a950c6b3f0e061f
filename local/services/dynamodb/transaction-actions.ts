import { type DynamoDbContext, servingTable } from './context';
import { hashOf, lockKey } from './item-keys';
import { isJson, itemOf, type Json, listOf, textOf, type WireItem } from './json';
import { invalid } from './refusals';
import type { TableRecord } from './table';

export type ActionKind = 'Put' | 'Update' | 'Delete' | 'ConditionCheck' | 'Get';

/** One action of a transaction on one item. */
export interface Action {
  readonly kind: ActionKind;
  readonly table: TableRecord;
  /** The action's members but for the table's name and what only transactions know. */
  readonly parameters: Json;
  /** Holds at least the key. */
  readonly keyed: WireItem;
  readonly lock: string;
  readonly hashKey: string | undefined;
  readonly returnsOld: boolean;
}

/** The operation by whose rules the engine checks and does an action; a condition check is a delete that is never kept. */
export const engineOperation = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'DeleteItem',
  Get: 'GetItem',
} as const;

const actionsPerTransaction = 100;

/** The actions of a request; refuses what AWS refuses before it looks at any item. */
export const actionsOf = (context: DynamoDbContext, input: Json, kinds: readonly ActionKind[]): readonly Action[] => {
  const items = listOf(input.TransactItems);
  if (items.length < 1 || items.length > actionsPerTransaction)
    throw invalid(
      `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to ${actionsPerTransaction} and greater than or equal to 1, has ${items.length}`,
    );
  const actions = items.map((item) => actionOf(context, item, kinds));
  if (new Set(actions.map((action) => action.lock)).size < actions.length)
    throw invalid('Transaction request cannot include multiple operations on one item');
  return actions;
};

const actionOf = (context: DynamoDbContext, item: Json, kinds: readonly ActionKind[]): Action => {
  const given = kinds.filter((kind) => isJson(item[kind]));
  const [kind] = given;
  const action = kind && item[kind];
  if (given.length !== 1 || kind === undefined || !isJson(action) || Object.keys(item).length !== 1)
    throw invalid(`TransactItems can only contain one of ${kinds.join(', ')}`);
  const { TableName, ReturnValuesOnConditionCheckFailure, ...parameters } = action;
  const table = servingTable(context, textOf(TableName) ?? '');
  if (kind === 'ConditionCheck' && textOf(parameters.ConditionExpression) === undefined)
    throw invalid('The expression can not be empty: ConditionExpression is required in ConditionCheck');
  context.engine.validate?.(engineOperation[kind], { ...parameters, TableName: table.name });
  const keyed = itemOf(kind === 'Put' ? parameters.Item : parameters.Key) ?? {};
  return {
    kind,
    table,
    parameters,
    keyed,
    lock: lockKey(table, keyed) ?? `${table.name}\u0000?${JSON.stringify(keyed)}`,
    hashKey: hashOf(table.keySchema, keyed),
    returnsOld: ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
  };
};
