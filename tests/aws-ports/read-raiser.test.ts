import {
  DescribeScalableTargetsCommand,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { DescribeTableCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { readRaiser } from '../../shared/aws/read-raiser';
import { PortError } from '../../shared/flow/ports';
import type { RaisedReads } from '../../shared/replace';
import { type APlatform, aPlatform, createTable, minuteMs } from './a-platform';

let platform: APlatform;
let raiser: ReturnType<typeof readRaiser>;

beforeAll(async () => {
  platform = await aPlatform();
  const { dynamodb, scaling } = platform.clients;
  raiser = readRaiser({ dynamodb: () => dynamodb, scaling: () => scaling });
});

afterAll(() => platform.stop());

const settle = () => platform.local.clock.advance(2 * minuteMs);

async function provisioned(table: string): Promise<void> {
  await createTable(platform, table, { read: 50, write: 10, indexes: [{ name: 'by-day', read: 20, write: 10 }] });
  await settle();
}

async function scaled(ResourceId: string, dimension: 'table' | 'index', MinCapacity: number, MaxCapacity: number) {
  const id = {
    ServiceNamespace: 'dynamodb',
    ResourceId,
    ScalableDimension: `dynamodb:${dimension}:ReadCapacityUnits`,
  } as const;
  const { scaling } = platform.clients;
  await scaling.send(new RegisterScalableTargetCommand({ ...id, MinCapacity, MaxCapacity }));
  await scaling.send(
    new PutScalingPolicyCommand({
      ...id,
      PolicyName: 'reads',
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: {
        PredefinedMetricSpecification: { PredefinedMetricType: 'DynamoDBReadCapacityUtilization' },
        TargetValue: 70,
      },
    }),
  );
}

async function reads(table: string): Promise<readonly (number | undefined)[]> {
  const { Table } = await platform.clients.dynamodb.send(new DescribeTableCommand({ TableName: table }));
  return [Table, ...(Table?.GlobalSecondaryIndexes ?? [])].map((one) => one?.ProvisionedThroughput?.ReadCapacityUnits);
}

async function bounds(table: string): Promise<readonly string[]> {
  const { ScalableTargets = [] } = await platform.clients.scaling.send(
    new DescribeScalableTargetsCommand({
      ServiceNamespace: 'dynamodb',
      ResourceIds: [`table/${table}`, `table/${table}/index/by-day`],
    }),
  );
  return ScalableTargets.map(({ MinCapacity, MaxCapacity }) => `${MinCapacity}-${MaxCapacity}`);
}

/** As the machine does: a table that is busy with one part is asked again. */
async function patiently(change: () => Promise<void>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await change();
      await settle();
      return;
    } catch (error) {
      if (!(error instanceof PortError) || !error.retryable || tries > 3) throw error;
      await settle();
    }
  }
}

async function planned(...wanted: readonly { readonly name: string; readonly readUnits: number }[]) {
  const plan = await raiser.plan(wanted);
  if (plan.kind === 'cannot') throw new Error(plan.why);
  return plan.raised;
}

describe('a provisioned table', () => {
  test('gets its reads, and those of its index, in one update, and gives them back once', async () => {
    await provisioned('units');
    const raised = await planned({ name: 'units', readUnits: 300 }, { name: 'units/by-day', readUnits: 100 });
    expect(raised).toEqual([
      { kind: 'units', name: 'units', before: 50, to: 300 },
      { kind: 'units', name: 'units/by-day', before: 20, to: 100 },
    ]);

    await raiser.raise(raised);
    await settle();
    await raiser.raise(raised);
    expect(await reads('units')).toEqual([300, 100]);

    await raiser.giveBack(raised);
    await settle();
    await raiser.giveBack(raised);
    expect(await reads('units')).toEqual([50, 20]);
  });

  test('with auto scaling gets a higher lower bound, which brings the units up, and scaling stays at work', async () => {
    await provisioned('scaled');
    await scaled('table/scaled', 'table', 10, 200);
    const raised = await planned({ name: 'scaled', readUnits: 300 }, { name: 'scaled/by-day', readUnits: 100 });
    expect(raised).toEqual([
      { kind: 'floor', name: 'scaled', before: { min: 10, max: 200 }, to: { min: 300, max: 300 } },
      { kind: 'units', name: 'scaled/by-day', before: 20, to: 100 },
    ]);

    await patiently(() => raiser.raise(raised));
    expect(await reads('scaled')).toEqual([300, 100]);
    expect(await bounds('scaled')).toEqual(['300-300']);

    await patiently(() => raiser.giveBack(raised));
    expect(await bounds('scaled')).toEqual(['10-200']);
    expect((await reads('scaled'))[1]).toBe(20);
  });

  test('keeps what somebody has set otherwise meanwhile', async () => {
    await provisioned('touched');
    await scaled('table/touched/index/by-day', 'index', 5, 500);
    const raised = await planned({ name: 'touched', readUnits: 300 }, { name: 'touched/by-day', readUnits: 100 });
    const others: RaisedReads[] = raised.map((one) => (one.kind === 'units' ? { ...one, to: 299 } : one));
    await raiser.giveBack(others);

    expect(await reads('touched')).toEqual([50, 20]);
    expect(await bounds('touched')).toEqual(['5-500']);
  });
});

describe('an on-demand table', () => {
  test('gets warm throughput, which stays', async () => {
    await createTable(platform, 'warm');
    const raised = await planned({ name: 'warm', readUnits: 20_000 });
    await raiser.raise(raised);
    await platform.local.clock.advance(60 * minuteMs);
    await raiser.giveBack(raised);

    const { Table } = await platform.clients.dynamodb.send(new DescribeTableCommand({ TableName: 'warm' }));
    expect(Table?.WarmThroughput).toMatchObject({ ReadUnitsPerSecond: 20_000, Status: 'ACTIVE' });
  });

  test('whose maximum is lower is left alone, and the maximum is named', async () => {
    await createTable(platform, 'capped');
    await platform.clients.dynamodb.send(
      new UpdateTableCommand({ TableName: 'capped', OnDemandThroughput: { MaxReadRequestUnits: 200 } }),
    );

    expect(await raiser.plan([{ name: 'capped', readUnits: 20_000 }])).toEqual({
      kind: 'cannot',
      why: 'capped has a maximum of 200 read units/s, which somebody has set',
    });
  });
});
