import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DeleteAlarmsCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmInput,
} from '@aws-sdk/client-cloudwatch';
import {
  CreateClusterCommand,
  DeleteClusterCommand,
  DescribeClustersCommand,
  IncreaseReplicationFactorCommand,
  ListTagsCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-dax';
import { CreateTableCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { EnableRuleCommand } from '@aws-sdk/client-eventbridge';
import { DescribeExecutionCommand, ListExecutionsCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { fromAttributeMap } from '../../shared/aws/attribute-value';
import { type FindingCode, findingCodes } from '../../shared/review';
import { daxpilot, printed } from './command';
import { run, untilCalm } from './executions';
import { locks, targetItem } from './ledger';
import { healthy, idle, load, playMinute, publish, putAll } from './readings';
import { nodesOf } from './resources';
import { type AService, aService, minuteMs } from './service-at-work';

const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

let service: AService;
let first: Review;

/**
 * A Region in which everything is that no alarm sees: our scale-in is set back by hand, unevenly over the zones; one node is sick; a cluster is
 * tagged and not declared; others use up the quota; an alarm can never fire, a composite alarm over it neither, and one does not end.
 */
beforeAll(async () => {
  service = await aService();
  await aRegion();
  first = await reviewed();
  await ourScaleIn();
  await setBackByHand();
  await service.clients.cloudwatch.send(new PutMetricAlarmCommand(alarm('by-hand/misnamed', 'MemoryUtilization', 90)));
  await service.clients.cloudwatch.send(new PutMetricAlarmCommand(alarm('by-hand/stuck', 'CPUUtilization', 10)));
  await service.clients.cloudwatch.send(
    new PutCompositeAlarmCommand({
      AlarmName: 'by-hand/page',
      AlarmRule: 'ALARM("by-hand/misnamed") AND NOT OK("by-hand/stuck")',
    }),
  );
  for (let hour = 0; hour < 8; hour += 1) {
    await service.advance(hourMs);
    await publishSick();
  }
}, 240_000);

afterAll(() => service.stop());

interface Review {
  readonly status: string;
  readonly findings: number;
  readonly appeared: readonly string[];
  readonly gone: readonly string[];
  readonly held: readonly string[];
  readonly reported: boolean;
}

const expectedFirst: readonly (readonly [FindingCode, string])[] = [
  ['undeclared-cluster', 'sessions'],
  ['quota-nodes', 'nodes'],
];
const expected: readonly (readonly [FindingCode, string])[] = [
  ['drift-set-back', 'products'],
  ['sick-node', 'products'],
  ['zones-uneven', 'products'],
  ['alarm-unknown-metric', 'by-hand/misnamed'],
  ['alarm-stuck', 'by-hand/stuck'],
  ['alarm-rule-fixed', 'by-hand/page'],
];

test('the first review finds the cluster that is tagged and not declared, and the quota that is nearly used up', async () => {
  expect(first).toMatchObject({ status: 'SUCCEEDED', held: [], gone: [], reported: false });
  expect(codesIn(first)).toEqual(['quota-nodes', 'quota-nodes', 'undeclared-cluster']);
  await expectTold(expectedFirst);
});

test('the next one finds the rest, tells it once, holds what is set back, and keeps a row', async () => {
  const review = await reviewed();

  expect(review).toMatchObject({ status: 'SUCCEEDED', held: ['products'], gone: [], reported: false });
  expect(codesIn(review)).toEqual(expected.map(([code]) => code).sort());
  await expectTold(expected);
  expect((await told()).at(-1)?.message).toContain('daxpilot override products --clear');
  expect(await targetItem(service)).toMatchObject({ override: { by: 'review', hold: true } });
  expect(await rows('review')).toMatchObject([{ held: [] }, { held: ['products'], gone: [] }]);
});

const codesIn = ({ appeared }: Review): readonly string[] => appeared.map((print) => print.split(' ')[0] ?? '').sort();

const told = async () => (await service.messages()).filter(({ subject = '' }) => subject.includes(': review: '));

/** Each once, with its cure. */
async function expectTold(findings: typeof expected): Promise<void> {
  const messages = await told();
  for (const [code, resource] of findings) {
    const about = messages.filter(({ message }) => message.includes(`- ${code} `) && message.includes(resource));
    expect([code, about.map(({ message }) => message.includes(findingCodes[code].todo))]).toEqual([
      code,
      about.map(() => true),
    ]);
    expect(about.length).toBeGreaterThan(0);
  }
}

test('it starts rightsize for each target, and what is held is not changed', async () => {
  await untilCalm(service);

  const { clients, machines } = service;
  const { executions = [] } = await clients.states.send(
    new ListExecutionsCommand({ stateMachineArn: machines.rightsize }),
  );
  const inputs = await Promise.all(
    executions.map(async ({ executionArn = '' }) => {
      const { input = '{}' } = await clients.states.send(new DescribeExecutionCommand({ executionArn }));
      return JSON.parse(input) as { readonly target: string; readonly reason?: string };
    }),
  );
  const scheduled = inputs.filter(({ reason }) => reason === 'schedule').map(({ target }) => target);
  expect(scheduled.sort()).toEqual(['orders', 'orders', 'products', 'products']);
  await service.advance(70 * minuteMs);
  await publish(service, idle);
  const { record } = await run(service, { target: 'products' });
  expect(record).toMatchObject({ outcome: 'held', reasonCodes: expect.arrayContaining(['override']) });
  expect(service.changes()).toEqual([]);
  expect(await locks(service)).toEqual({});
});

test('the next review says only what is new and what is over', async () => {
  const messages = (await service.messages()).length;
  const still = await reviewed();

  expect(still).toMatchObject({ status: 'SUCCEEDED', appeared: [], gone: [], held: [] });
  expect(await service.messages()).toHaveLength(messages);

  await service.clients.cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ['by-hand/page'] }));
  await service.clients.cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: ['by-hand/misnamed'] }));
  await untag('sessions');
  const cured = await reviewed();

  expect(cured.appeared).toEqual([]);
  expect(cured.gone.map((print) => print.split(' ')[0]).sort()).toEqual([
    'alarm-rule-fixed',
    'alarm-unknown-metric',
    'undeclared-cluster',
  ]);
  expect((await service.messages()).at(-1)?.message).toContain('Over:\n- ');
});

test('a target that cannot be looked at is told, keeps what was found, and the others are reviewed', async () => {
  await service.faults({ service: 'dynamodb', operation: 'DescribeTable', error: 'AccessDeniedException', count: 200 });
  const review = await reviewed();
  await service.clearFaults();
  await untilCalm(service);

  expect(review.status).toBe('SUCCEEDED');
  expect(review.appeared).toEqual(expect.arrayContaining(['not-reviewed products products']));
  expect(review.gone.filter((print) => print.includes('products'))).toEqual([]);
});

test('every six hours the schedule starts it, and after a week the report is sent and kept as text, and is there as HTML', async () => {
  for (const ClusterName of ['sessions', ...Object.keys(others)]) {
    await service.clients.dax.send(new DeleteClusterCommand({ ClusterName }));
  }
  await service.clients.events.send(new EnableRuleCommand({ Name: 'daxpilot-review' }));
  const before = await reviews();
  await sixDaysEarlier();
  await service.advance(dayMs + 6 * hourMs);
  await untilCalm(service);

  expect((await reviews()) - before).toBeGreaterThanOrEqual(4);
  const [report, ...more] = (await service.messages()).filter(({ subject = '' }) => subject.includes('the week: '));
  expect(more).toEqual([]);
  expect(report?.message).toContain('set products from 5 to 3 nodes');
  expect(report?.message).toContain('zones-uneven');
  expect(await rows('report')).toMatchObject([
    { schemaVersion: 1, text: report?.message, targets: [{ target: 'products' }, { target: 'orders' }] },
  ]);

  const file = join(service.folder, `report-${process.pid}.html`);
  const ran = await command('review', '--since', '8d', '--html', file);
  expect(ran.status).toBe(0);
  const asJson = printed<{ readonly targets: readonly { readonly findings: readonly { readonly code: string }[] }[] }>(
    ran,
  );
  expect(asJson.targets[0]?.findings.map(({ code }) => code)).toContain('zones-uneven');
  const html = readFileSync(file, 'utf8');
  expect(html).toContain('set products from 5 to 3 nodes');
  for (const code of ['drift-set-back', 'zones-uneven']) expect(html).toContain(code);
  expect(html).toContain('uPlot');
  expect(html).not.toMatch(/(?:src|href)="https?:/);
}, 240_000);

/** A week of every minute's metrics would take minutes: the first review is dated back instead. */
async function sixDaysEarlier(): Promise<void> {
  await service.clients.dynamodb.send(
    new UpdateItemCommand({
      TableName: 'daxpilot-ledger',
      Key: { pk: { S: 'review' }, sk: { S: 'state' } },
      UpdateExpression: 'SET firstReviewMs = firstReviewMs - :six',
      ExpressionAttributeValues: { ':six': { N: String(6 * dayMs) } },
    }),
  );
}

const command = (...args: readonly string[]) =>
  daxpilot(service.folder, [...args, '--json', '--endpoint', service.endpoint]);

const others = { search: 11, catalog: 11, prices: 11, images: 4 };

/** Five declared nodes, three of a cluster that is only tagged, and 37 of nobody: 45 of the 50 that a Region has. */
async function aRegion(): Promise<void> {
  const { dax, dynamodb } = service.clients;
  const create = (ClusterName: string, ReplicationFactor: number, more: object = {}) =>
    dax.send(
      new CreateClusterCommand({
        ClusterName,
        NodeType: 'dax.r5.large',
        ReplicationFactor,
        IamRoleArn: 'arn:aws:iam::123456789012:role/dax',
        ...more,
      }),
    );
  await create('products', 5, { AvailabilityZones: ['a', 'a', 'b', 'b', 'c'].map((zone) => `us-east-1${zone}`) });
  await create('sessions', 3, { Tags: [{ Key: 'daxpilot', Value: 'yes' }] });
  for (const [name, nodes] of Object.entries(others)) await create(name, nodes);
  for (const TableName of ['products', 'orders']) {
    await dynamodb.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      }),
    );
  }
  await service.advance(82 * minuteMs);
}

async function ourScaleIn(): Promise<void> {
  await publish(service, idle);
  const { record } = await run(
    service,
    { target: 'products' },
    {
      withinMinutes: 90,
      minute: () => playMinute(service, load(41.7)),
    },
  );
  expect(record).toMatchObject({ outcome: 'applied', action: { from: 5, to: 3 } });
}

/** As a template does that still has the old number, and by whoever does not look at the zones. */
async function setBackByHand(): Promise<void> {
  await service.clients.dax.send(
    new IncreaseReplicationFactorCommand({
      ClusterName: 'products',
      NewReplicationFactor: 5,
      AvailabilityZones: ['us-east-1a', 'us-east-1a'],
    }),
  );
  await service.advance(15 * minuteMs);
  expect(await nodesOf(service, 'products')).toMatchObject({ status: 'available', total: 5 });
  service.forgetChanges();
}

/** An hour in which one node of five has 95 % and the others 42.5 %: the cluster is inside its band. */
async function publishSick(): Promise<void> {
  const { ids } = await nodesOf(service, 'products');
  const { cpuPercent: _, ...rest } = healthy;
  await publish(service, rest, { minutes: 60 });
  const lastMs = Math.floor((await service.now()) / minuteMs) * minuteMs - minuteMs;
  const [sick = ''] = ids;
  const ofCluster = { Name: 'ClusterId', Value: 'products' };
  const data = Array.from({ length: 60 }, (_, back) => {
    const cpu = { MetricName: 'CPUUtilization', Timestamp: new Date(lastMs - back * minuteMs) };
    return [
      { ...cpu, Value: 53, Dimensions: [ofCluster] },
      ...ids.map((id) => ({
        ...cpu,
        Value: id === sick ? 95 : 42.5,
        Dimensions: [ofCluster, { Name: 'NodeId', Value: id }],
      })),
    ];
  }).flat();
  await putAll(service, 'AWS/DAX', data);
}

const alarm = (AlarmName: string, MetricName: string, Threshold: number): PutMetricAlarmInput => ({
  AlarmName,
  Namespace: 'AWS/DAX',
  MetricName,
  Dimensions: [{ Name: 'ClusterId', Value: 'products' }],
  Statistic: 'Average',
  Period: 60,
  EvaluationPeriods: 5,
  DatapointsToAlarm: 3,
  ComparisonOperator: 'GreaterThanThreshold',
  Threshold,
  TreatMissingData: 'ignore',
});

/** One execution of the machine, by hand, to its end. */
async function reviewed(): Promise<Review> {
  const { clients, machines } = service;
  const { executionArn = '' } = await clients.states.send(
    new StartExecutionCommand({ stateMachineArn: machines.review, input: '{}' }),
  );
  await service.advance(0);
  for (let passed = 0; passed < 120; passed += 1) {
    const { status = '', output } = await clients.states.send(new DescribeExecutionCommand({ executionArn }));
    if (status !== 'RUNNING') return { status, ...(JSON.parse(output ?? '{}') as Omit<Review, 'status'>) };
    await service.advance(minuteMs / 6);
  }
  throw new Error(`${executionArn} has not ended`);
}

async function reviews(): Promise<number> {
  const { clients, machines } = service;
  const { executions = [] } = await clients.states.send(
    new ListExecutionsCommand({ stateMachineArn: machines.review, statusFilter: 'SUCCEEDED', maxResults: 100 }),
  );
  return executions.length;
}

async function rows(kind: 'review' | 'report'): Promise<readonly object[]> {
  const { Items = [] } = await service.clients.dynamodb.send(
    new QueryCommand({
      TableName: 'daxpilot-ledger',
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :kind)',
      ExpressionAttributeValues: { ':pk': { S: 'review' }, ':kind': { S: `${kind}#` } },
      ConsistentRead: true,
    }),
  );
  return Items.map(fromAttributeMap);
}

async function untag(name: string): Promise<void> {
  const { dax } = service.clients;
  const { Clusters } = await dax.send(new DescribeClustersCommand({ ClusterNames: [name] }));
  const ResourceName = Clusters?.[0]?.ClusterArn ?? '';
  await dax.send(new UntagResourceCommand({ ResourceName, TagKeys: ['daxpilot'] }));
  expect((await dax.send(new ListTagsCommand({ ResourceName }))).Tags).toEqual([]);
}
