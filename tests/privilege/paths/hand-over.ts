import { CreateSubnetGroupCommand, DescribeClustersCommand } from '@aws-sdk/client-dax';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeExecutionCommand, ListStateMachinesCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { processItem, processKey, recordKey } from '../../../shared/fleet';
import { readRecord, routesOf } from '../../../shared/handover';
import { publish, putAll } from '../../end-to-end/readings';
import { type AService, minuteMs } from '../../end-to-end/service-at-work';

const TableName = 'daxpilot-ledger';

interface Output {
  readonly outcome?: string;
  readonly reasonCode?: string;
  readonly text?: string;
  readonly leftBehind?: string | null;
}

/** The endpoint record of a target, as the processes read it. */
export async function recordOf({ clients }: AService, target: string): Promise<Readonly<Record<string, unknown>>> {
  const Key = marshall(recordKey(target));
  const { Item } = await clients.dynamodb.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  return Item === undefined ? {} : unmarshall(Item);
}

export async function startHandOver({ clients }: AService, input: object): Promise<string> {
  const { stateMachines = [] } = await clients.states.send(new ListStateMachinesCommand({}));
  const machine = stateMachines.find(({ name }) => name === 'daxpilot-replace-cluster');
  const { executionArn = '' } = await clients.states.send(
    new StartExecutionCommand({ stateMachineArn: machine?.stateMachineArn, input: JSON.stringify(input) }),
  );
  return executionArn;
}

/** Minutes pass in which a process follows the record and DAX counts, until the execution has ended or `until` holds. */
export async function played(
  service: AService,
  target: string,
  executionArn: string,
  until: () => Promise<boolean> = async () => false,
  readsPerMinute = 6_000,
): Promise<Output | undefined> {
  for (let minute = 0; minute < 400; minute++) {
    await follow(service, target);
    await service.advance(minuteMs);
    await count(service, target, readsPerMinute);
    const { status, output } = await service.clients.states.send(new DescribeExecutionCommand({ executionArn }));
    if (status === 'SUCCEEDED') return JSON.parse(output ?? '{}') as Output;
    if (status !== 'RUNNING') throw new Error(`the hand-over ended ${status}`);
    if (await until()) return undefined;
  }
  throw new Error(`the hand-over did not end: ${JSON.stringify(await recordOf(service, target))}`);
}

/** Minutes in which nothing is asked of anybody but what the record says. */
export async function pass(service: AService, target: string, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    await follow(service, target);
    await service.advance(minuteMs);
    await count(service, target);
  }
}

/** A process that is at the newest record. Its lease is of the wall clock, like those of real processes. */
export async function follow(service: AService, target: string): Promise<void> {
  const reading = readRecord(await recordOf(service, target));
  if (reading.kind !== 'record') return;
  const { epoch, phase } = reading.record;
  const state = { target, processId: 'p1', epoch, phase, openEarlier: 0, givenUpEarlier: 0 };
  const Item = marshall(processItem(processKey(target, 'p1'), { ...state, leaseUntilMs: Date.now() + 10 * minuteMs }));
  await service.clients.dynamodb.send(new PutItemCommand({ TableName, Item }));
}

/** What DAX would publish of the minute that is over. */
export async function count(service: AService, target: string, readsPerMinute = 6_000): Promise<void> {
  const reading = readRecord(await recordOf(service, target));
  const { reads, writes } = reading.kind === 'record' ? routesOf(reading.record) : { reads: target, writes: target };
  const at = new Date(Math.floor((await service.now()) / minuteMs) * minuteMs - minuteMs);
  const { Clusters = [] } = await service.clients.dax.send(new DescribeClustersCommand({}));
  for (const { ClusterName: cluster = '', Status } of Clusters) {
    if (Status !== 'available') continue;
    await publish(service, { cpuPercent: 30 }, { minutes: 1, cluster });
    const gets = cluster === reads ? readsPerMinute : 0;
    const puts = cluster === writes ? 60 : 0;
    const counts = { GetItemRequestCount: gets, PutItemRequestCount: puts, TotalRequestCount: gets + puts };
    const Dimensions = [{ Name: 'ClusterId', Value: cluster }];
    const data = Object.entries(counts).filter(([, Value]) => Value > 0);
    await putAll(
      service,
      'AWS/DAX',
      data.map(([MetricName, Value]) => ({ MetricName, Value, Timestamp: at, Dimensions })),
    );
  }
}

export const aSubnetGroup = ({ clients }: AService): Promise<unknown> =>
  clients.dax.send(
    new CreateSubnetGroupCommand({ SubnetGroupName: 'orders', SubnetIds: ['subnet-0d4a8c1b2e3f40510'] }),
  );
