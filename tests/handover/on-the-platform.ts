/** The packaged machine on the local platform: `node -r esbuild-register tests/handover/on-the-platform.ts` (some minutes). */
import { DescribeClustersCommand, ListTagsCommand } from '@aws-sdk/client-dax';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeExecutionCommand, ListStateMachinesCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { processItem, processKey, recordKey } from '../../shared/fleet';
import { readRecord, routesOf } from '../../shared/handover';
import { publish, putAll } from '../end-to-end/readings';
import { createDeclared } from '../end-to-end/resources';
import { type AService, aService, minuteMs } from '../end-to-end/service-at-work';

let service: AService;

const TableName = 'daxpilot-ledger';
let told = '';

async function record(): Promise<unknown> {
  const Key = marshall(recordKey('products'));
  const { Item } = await service.clients.dynamodb.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  return Item && unmarshall(Item);
}

/** A process that is at the newest record. */
async function follow(): Promise<void> {
  const reading = readRecord(await record());
  if (reading.kind !== 'record') return;
  const { epoch, phase } = reading.record;
  const state = { target: 'products', processId: 'p1', epoch, phase, openEarlier: 0, givenUpEarlier: 0 };
  // Leases are of the wall clock, like those of real processes.
  const leaseUntilMs = Date.now() + 10 * minuteMs;
  const Item = marshall(processItem(processKey('products', 'p1'), { ...state, leaseUntilMs }));
  await service.clients.dynamodb.send(new PutItemCommand({ TableName, Item }));
}

/** What DAX would publish of the minute that is over: CPU always, reads and writes of whoever serves them. */
async function count(): Promise<void> {
  const reading = readRecord(await record());
  const { reads, writes } =
    reading.kind === 'record' ? routesOf(reading.record) : { reads: 'products', writes: 'products' };
  const at = new Date(Math.floor((await service.now()) / minuteMs) * minuteMs - minuteMs);
  const { Clusters = [] } = await service.clients.dax.send(new DescribeClustersCommand({}));
  for (const { ClusterName: cluster = '', Status } of Clusters)
    if (Status === 'available') {
      await publish(service, { cpuPercent: 30 }, { minutes: 1, cluster });
      const counts = {
        GetItemRequestCount: cluster === reads ? 6_000 : 0,
        PutItemRequestCount: cluster === writes ? 60 : 0,
      };
      const Dimensions = [{ Name: 'ClusterId', Value: cluster }];
      const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
      const data = Object.entries({ ...counts, TotalRequestCount: total }).filter(([, Value]) => Value > 0);
      await putAll(
        service,
        'AWS/DAX',
        data.map(([MetricName, Value]) => ({ MetricName, Value, Timestamp: at, Dimensions })),
      );
    }
}

async function execute(input: object): Promise<{
  readonly outcome?: string;
  readonly reasonCode?: string;
  readonly text?: string;
  readonly leftBehind?: string;
}> {
  const { stateMachines = [] } = await service.clients.states.send(new ListStateMachinesCommand({}));
  const machine = stateMachines.find(({ name }) => name === 'daxpilot-replace-cluster');
  const { executionArn } = await service.clients.states.send(
    new StartExecutionCommand({ stateMachineArn: machine?.stateMachineArn, input: JSON.stringify(input) }),
  );
  for (let step = 0; step < 800; step += 1) {
    await follow();
    await service.advance(minuteMs);
    await count();
    const { status, output, cause } = await service.clients.states.send(new DescribeExecutionCommand({ executionArn }));
    const now = (await record()) as {
      readonly phase?: number;
      readonly journal?: { readonly stage?: string; readonly turned?: string };
    };
    const seen = `${new Date(await service.now()).toISOString()} phase ${now?.phase}, ${now?.journal?.stage} ${now?.journal?.turned ?? ''}`;
    if (seen.slice(24) !== told) console.log(seen);
    told = seen.slice(24);
    if (status === 'RUNNING') continue;
    if (output === undefined) throw new Error(`${status}: ${cause}`);
    return JSON.parse(output);
  }
  throw new Error(`it did not end; the record is ${JSON.stringify(await record())}`);
}

async function main(): Promise<void> {
  service = await aService();
  try {
    await createDeclared(service);
    const up = { target: 'products', kind: 'replace', nodeType: 'dax.r5.xlarge', reason: 'more memory' };
    console.log('without a record:', await execute(up));
    console.log('replacement:', await execute(up));
    console.log('record:', await record());
    const { old: name } = (await record()) as { readonly old: string };
    const { Clusters = [] } = await service.clients.dax.send(new DescribeClustersCommand({ ClusterNames: [name] }));
    const { Tags } = await service.clients.dax.send(new ListTagsCommand({ ResourceName: Clusters[0]?.ClusterArn }));
    console.log('new cluster:', Clusters[0]?.NodeType, Clusters[0]?.Status, Tags);
    console.log('deletion of one that is not ours:', await execute({ ...up, deleteCluster: 'products' }));
    const used = await service.used();
    console.log('deletions:', used.filter(({ action }) => action === 'dax:DeleteCluster').length);
  } finally {
    await service.stop();
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
