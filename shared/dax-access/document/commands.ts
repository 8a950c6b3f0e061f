import * as raw from '@aws-sdk/client-dynamodb';
import * as document from '@aws-sdk/lib-dynamodb';
import type { Operation } from '../calls/operation';

/** How a command is carried out: by one of the ten operations of DAX, in one of two languages; by the table; or not at all. */
export type CommandPlan =
  | { readonly kind: 'operation'; readonly operation: Operation; readonly native: boolean }
  | { readonly kind: 'table' }
  | { readonly kind: 'refused'; readonly why: string };

type Class = abstract new (...parameters: never[]) => unknown;

const native: readonly (readonly [Class, Operation])[] = [
  [document.GetCommand, 'getItem'],
  [document.BatchGetCommand, 'batchGetItem'],
  [document.QueryCommand, 'query'],
  [document.ScanCommand, 'scan'],
  [document.TransactGetCommand, 'transactGetItems'],
  [document.PutCommand, 'putItem'],
  [document.UpdateCommand, 'updateItem'],
  [document.DeleteCommand, 'deleteItem'],
  [document.BatchWriteCommand, 'batchWriteItem'],
  [document.TransactWriteCommand, 'transactWriteItems'],
];
const low: readonly (readonly [Class, Operation])[] = [
  [raw.GetItemCommand, 'getItem'],
  [raw.BatchGetItemCommand, 'batchGetItem'],
  [raw.QueryCommand, 'query'],
  [raw.ScanCommand, 'scan'],
  [raw.TransactGetItemsCommand, 'transactGetItems'],
  [raw.PutItemCommand, 'putItem'],
  [raw.UpdateItemCommand, 'updateItem'],
  [raw.DeleteItemCommand, 'deleteItem'],
  [raw.BatchWriteItemCommand, 'batchWriteItem'],
  [raw.TransactWriteItemsCommand, 'transactWriteItems'],
];

const plans = new Map<unknown, CommandPlan>([
  ...native.map(([command, operation]) => [command, { kind: 'operation', operation, native: true }] as const),
  ...low.map(([command, operation]) => [command, { kind: 'operation', operation, native: false }] as const),
]);

/** The same classes of another copy of the SDK in the process: document commands carry the low-level one inside. */
const byName = new Map<string, CommandPlan>([
  ...native.map(
    ([command, operation]) => [`document:${command.name}`, { kind: 'operation', operation, native: true }] as const,
  ),
  ...low.map(
    ([command, operation]) => [`raw:${command.name}`, { kind: 'operation', operation, native: false }] as const,
  ),
]);

const PARTIQL: ReadonlySet<string> = new Set([
  'ExecuteStatementCommand',
  'BatchExecuteStatementCommand',
  'ExecuteTransactionCommand',
]);

export function planOf(command: object): CommandPlan {
  return plans.get(command.constructor) ?? planByName(command);
}

function planByName(command: object): CommandPlan {
  const { name } = command.constructor;
  const language = 'clientCommand' in command ? 'document' : 'raw';
  const known = byName.get(`${language}:${name}`);
  if (known !== undefined) return known;
  if (PARTIQL.has(name))
    return {
      kind: 'refused',
      why: `${name} is not supported: DAX has no PartiQL, and what a statement writes around DAX cannot be told from outside`,
    };
  return { kind: 'table' };
}
