import { setImmediate } from 'node:timers/promises';
import type { Engine } from './engine';
import { jsonOf, listOf } from './json';

const roundsAllowed = 2_000;

/** The engine brings a table to rest a turn or a moment after it answers; nothing here goes on before. */
export const settledEngine = async (engine: Engine, tableName: string): Promise<void> => {
  for (let round = 0; round < roundsAllowed; round += 1) {
    const table = jsonOf((await engine.call('DescribeTable', { TableName: tableName })).Table);
    const busy = listOf(table.GlobalSecondaryIndexes).some((index) => index.IndexStatus !== 'ACTIVE');
    if (table.TableStatus === 'ACTIVE' && !busy) return;
    await setImmediate();
  }
  throw new Error(`dynamodb.engine-busy: the engine's table ${tableName} does not become ACTIVE`);
};
