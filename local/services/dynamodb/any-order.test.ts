import fc from 'fast-check';
import { createLog } from '../../kernel/log';
import { createPlatform } from '../../kernel/platform';
import type { ServiceError } from '../../kernel/service-error';
import { createVirtualClock } from '../../kernel/virtual-clock';
import { aMinuteMs, anHourMs } from './a-dynamodb';
import { createDynamoDbService } from './service';

interface Described {
  readonly TableStatus: string;
  readonly BillingModeSummary?: { readonly BillingMode: string };
  readonly ProvisionedThroughput: { readonly ReadCapacityUnits: number; readonly NumberOfDecreasesToday: number };
}

const throughput = fc.integer({ min: 1, max: 9 }).map((ReadCapacityUnits) => ({
  ProvisionedThroughput: { ReadCapacityUnits, WriteCapacityUnits: 5 },
}));
const step = fc.oneof(
  fc.record({ update: throughput }),
  { weight: 3, arbitrary: fc.record({ update: fc.constant({ BillingMode: 'PAY_PER_REQUEST' }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ update: throughput.map((units) => ({ BillingMode: 'PROVISIONED', ...units })) }),
  },
  { weight: 3, arbitrary: fc.record({ waitMinutes: fc.integer({ min: 4, max: 8 }) }) },
  fc.record({ waitMinutes: fc.integer({ min: 1, max: 90 }) }),
);

test('in any order of changes the budgets hold, one change is under way at a time, and the table comes to rest', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 60, maxLength: 120 }), async (steps) => {
      const clock = createVirtualClock({ startMs: Date.parse('2026-11-24T20:00:00Z'), paused: true });
      const platform = createPlatform({ clock, log: createLog(() => clock.now()) });
      const service = createDynamoDbService(platform);
      platform.register(service);
      const call = <Output>(operation: string, input: object): Promise<Output> =>
        platform.call('dynamodb', operation, { TableName: 'products', ...input }, { kind: 'root', arn: 'root' });
      const describe = async (): Promise<Described> => (await call<{ Table: Described }>('DescribeTable', {})).Table;
      await service.declareTable({
        TableName: 'products',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
      });
      const switches: number[] = [];
      const decreasesByDay = new Map<number, number>();
      for (const one of steps) {
        const before = await describe();
        if ('waitMinutes' in one) {
          await clock.advance(one.waitMinutes * aMinuteMs);
          continue;
        }
        const mode = before.BillingModeSummary?.BillingMode ?? 'PROVISIONED';
        const done = await call('UpdateTable', one.update).then(
          () => true,
          (error: unknown) => {
            expect((error as ServiceError).name).toMatch(/ValidationException|LimitExceeded|ResourceInUse/);
            return false;
          },
        );
        if (!done) continue;
        const after = await describe();
        if (after.TableStatus === 'ACTIVE') continue;
        expect(before.TableStatus).toBe('ACTIVE');
        if (mode === 'PROVISIONED' && 'BillingMode' in one.update && one.update.BillingMode === 'PAY_PER_REQUEST')
          switches.push(clock.now());
        const day = Math.floor(clock.now() / (24 * anHourMs));
        const fewer =
          mode === 'PROVISIONED' &&
          'ProvisionedThroughput' in one.update &&
          one.update.ProvisionedThroughput.ReadCapacityUnits < before.ProvisionedThroughput.ReadCapacityUnits;
        if (fewer) decreasesByDay.set(day, (decreasesByDay.get(day) ?? 0) + 1);
        expect(after.ProvisionedThroughput.NumberOfDecreasesToday).toBe(decreasesByDay.get(day) ?? 0);
        for (const atMs of switches)
          expect(switches.filter((other) => other >= atMs && other < atMs + 24 * anHourMs).length).toBeLessThanOrEqual(
            4,
          );
      }
      for (const count of decreasesByDay.values()) expect(count).toBeLessThanOrEqual(27);
      await clock.advance(10 * aMinuteMs);
      expect((await describe()).TableStatus).toBe('ACTIVE');
      await service.stop?.();
      clock.stop();
    }),
    { numRuns: 40 },
  );
});
