import type { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { processRange, readProcessState, recordKey } from '../../../shared/fleet';
import { LEDGER } from './a-world';

export const TARGET = 'products';

const phase = (epoch: number, number: number) => ({ epoch, phase: number, old: 'old', new: 'new' });

export const firstRecord = phase(1, 0);
const steps = [
  phase(2, 1),
  phase(3, 2),
  phase(4, 3),
  { ...phase(5, 3), acknowledged: true },
  { epoch: 6, phase: 0, old: 'new', new: null },
];

export async function writeRecord(ledger: DynamoDBDocument, record: object): Promise<void> {
  await ledger.put({ TableName: LEDGER, Item: { ...recordKey(TARGET), target: TARGET, ...record } });
}

/**
 * Takes the record from the old cluster to the new one. A step is left when every process has adopted it and ended what it had begun
 * before; the new cluster is read from `ageMs` after nothing can still be written through the old one. Resolves with the steps taken.
 */
export async function handOver(
  ledger: DynamoDBDocument,
  processes: number,
  ageMs: number,
  over: () => boolean,
): Promise<number> {
  for (const [taken, record] of steps.entries()) {
    await writeRecord(ledger, record);
    while (!(await acknowledged(ledger, processes, record.epoch))) {
      if (over()) return taken;
      await pause(100);
    }
    if (record.phase === 2) await pause(ageMs);
  }
  return steps.length;
}

async function acknowledged(ledger: DynamoDBDocument, processes: number, epoch: number): Promise<boolean> {
  const { pk, prefix } = processRange(TARGET);
  const { Items = [] } = await ledger.query({
    TableName: LEDGER,
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
  });
  const come = Items.map(readProcessState).filter(
    // Calls that were given up are waited for by the age: here they may land for as long as the way to the table is slow at most.
    (state) => state !== undefined && state.epoch >= epoch && state.openEarlier === 0,
  );
  return come.length === processes;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
