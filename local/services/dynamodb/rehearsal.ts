import { ServiceError } from '../../kernel/service-error';
import { type CancellationReason, noReason } from './cancellation';
import { createEmbeddedEngine } from './embedded-engine';
import type { Engine } from './engine';
import { settledEngine } from './engine-settled';
import { keyAttributesOf } from './item-keys';
import { itemOf, type WireItem } from './json';
import type { TableRecord } from './table';
import { type Action, engineOperation } from './transaction-actions';

/** What an action makes of an item, found out without touching it. */
export interface Outcome {
  readonly action: Action;
  readonly before: WireItem | undefined;
  readonly after: WireItem | undefined;
  readonly reason: CancellationReason;
}

/**
 * A second engine with empty tables of the same schema. An action is done there on a copy of the item, by the engine's own
 * rules; what comes out is kept or thrown away as a whole by the transaction.
 */
export const createRehearsal = (account: string, region: string) => {
  const stage = createEmbeddedEngine(account, region);
  const names = new Map<string, Promise<string>>();

  const stageTable = (table: TableRecord): Promise<string> => {
    const schema = schemaOf(table);
    const fingerprint = JSON.stringify(schema);
    const known = names.get(fingerprint);
    if (known) return known;
    const made = createStage(stage, `stage-${names.size}`, schema);
    names.set(fingerprint, made);
    return made;
  };

  const rehearse = async (action: Action, before: WireItem | undefined): Promise<Outcome> => {
    const TableName = await stageTable(action.table);
    const at = { TableName, Key: keyAttributesOf(action.table, action.keyed) };
    try {
      if (before) await stage.call('PutItem', { TableName, Item: before });
      await stage.call(engineOperation[action.kind], { ...action.parameters, TableName });
      const left = action.kind === 'ConditionCheck' ? before : itemOf((await stage.call('GetItem', at)).Item);
      return { action, before, after: left, reason: noReason };
    } catch (error) {
      return { action, before, after: before, reason: reasonOf(error, action, before) };
    } finally {
      await stage.call('DeleteItem', at).catch(() => undefined);
    }
  };

  return { rehearse, close: (): Promise<void> => stage.close() };
};

const createStage = async (stage: Engine, name: string, schema: object): Promise<string> => {
  await stage.call('CreateTable', { ...schema, TableName: name });
  await settledEngine(stage, name);
  return name;
};

const schemaOf = (table: TableRecord) => {
  const indexes = (list: TableRecord['localIndexes']) =>
    list.map(({ keySchema, name, projection }) => ({ IndexName: name, KeySchema: keySchema, Projection: projection }));
  const locals = indexes(table.localIndexes);
  const globals = indexes(
    table.globalIndexes.filter((index) => index.status === 'ACTIVE' || index.status === 'UPDATING'),
  );
  const used = new Set(
    [table, ...table.localIndexes, ...table.globalIndexes].flatMap((one) =>
      one.keySchema.map((element) => element.AttributeName),
    ),
  );
  return {
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: table.keySchema,
    AttributeDefinitions: table.attributeDefinitions.filter(({ AttributeName }) => used.has(String(AttributeName))),
    ...(locals.length > 0 ? { LocalSecondaryIndexes: locals } : {}),
    ...(globals.length > 0 ? { GlobalSecondaryIndexes: globals } : {}),
  };
};

const reasonOf = (error: unknown, action: Action, before: WireItem | undefined): CancellationReason => {
  if (!(error instanceof ServiceError)) throw error;
  if (error.name === 'ConditionalCheckFailedException')
    return {
      Code: 'ConditionalCheckFailed',
      Message: 'The conditional request failed',
      ...(action.returnsOld && before ? { Item: before } : {}),
    };
  if (error.name === 'ValidationException') return { Code: 'ValidationError', Message: error.message };
  throw error;
};
