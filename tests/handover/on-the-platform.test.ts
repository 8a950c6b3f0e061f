import { DescribeClustersCommand, ListTagsCommand } from '@aws-sdk/client-dax';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeExecutionCommand, ListStateMachinesCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { processItem, processKey, recordKey } from '../../shared/fleet';
import { readRecord } from '../../shared/handover';
import { createDeclared } from '../end-to-end/resources';
import { type AService, aService, minuteMs } from '../end-to-end/service-at-work';

let service: AService;
beforeAll(async () => {
  service = await aService();
  await createDeclared(service);
}, 120_000);
afterAll(async () => {
  await service?.stop();
});

const TableName = 'daxpilot-ledger';

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
  const leaseUntilMs = (await service.now()) + 10 * minuteMs;
  const Item = marshall(processItem(processKey('products', 'p1'), { ...state, leaseUntilMs }));
  await service.clients.dynamodb.send(new PutItemCommand({ TableName, Item }));
}

async function execute(
  input: object,
): Promise<{
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
    await service.advance(15_000);
    const { status, output, cause } = await service.clients.states.send(new DescribeExecutionCommand({ executionArn }));
    if (status === 'RUNNING') continue;
    if (output === undefined) throw new Error(`${status}: ${cause}`);
    return JSON.parse(output);
  }
  throw new Error(`it did not end; the record is ${JSON.stringify(await record())}`);
}

test('the packaged machine replaces a cluster by a larger one, and deletes the old one only if it is ours', async () => {
  const up = { target: 'products', kind: 'replace', nodeType: 'dax.r5.xlarge', reason: 'more memory' };
  const first = await execute(up);
  expect(first).toMatchObject({ outcome: 'refused', reasonCode: 'no-fleet' });

  const replaced = await execute(up);
  expect(replaced).toMatchObject({ outcome: 'replaced', leftBehind: 'products', text: '' });
  const { old: name } = (await record()) as { readonly old: string };
  expect(await record()).toMatchObject({ phase: 0, new: null });
  const { Clusters = [] } = await service.clients.dax.send(new DescribeClustersCommand({ ClusterNames: [name] }));
  expect(Clusters[0]).toMatchObject({ NodeType: 'dax.r5.xlarge', Status: 'available' });
  const { Tags } = await service.clients.dax.send(new ListTagsCommand({ ResourceName: Clusters[0]?.ClusterArn }));
  expect(Tags).toContainEqual({ Key: 'daxpilot:target', Value: 'products' });

  const kept = await execute({ ...up, deleteCluster: 'products' });
  expect(kept).toMatchObject({ outcome: 'refused', text: expect.stringContaining('does not carry our tag') });
  const used = await service.used();
  expect(used.filter(({ action }) => action === 'dax:DeleteCluster')).toEqual([]);
});
