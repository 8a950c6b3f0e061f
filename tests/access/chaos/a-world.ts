import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { type DaxCluster, startDaxCluster } from '../../../local/dax-node';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../../../local/dax-node/upstream/embedded-dynalite';
import { aControlPlane, type ControlPlane } from '../a-control-plane';
import { createTable, credentials, region } from '../fixture';
import { type FailingDynamoDb, startFailingDynamoDb } from '../network/failing-dynamodb';
import { WIRE_ADDRESS, Wires } from '../network/wires';

/** Two real clusters `old` and `new` behind wires, one table behind a failing way to it, and the ledger's table beside it. */
export interface World {
  readonly clusters: readonly { readonly name: 'old' | 'new'; readonly cluster: DaxCluster; readonly wires: Wires }[];
  readonly dynamodb: FailingDynamoDb;
  readonly plane: ControlPlane;
  /** The ledger's table itself, which does not fail here. */
  readonly ledger: DynamoDBDocument;
  readonly ledgerEndpoint: string;
  /** Wires for nodes that came since. */
  connect(): Promise<void>;
  close(): Promise<void>;
}

export const LEDGER = 'ledger';

export async function aWorld(ttlMs: number): Promise<World> {
  const embedded = await startEmbeddedDynamoDb();
  const dynamodb = await startFailingDynamoDb(embedded.endpoint);
  const direct = new DynamoDB({ endpoint: embedded.endpoint, region, credentials });
  await createTable(direct, 'items', ['id']);
  await createTable(direct, LEDGER, ['pk', 'sk']);
  const plane = await aControlPlane();
  const clusters = await Promise.all([aCluster('old', 3, dynamodb, ttlMs), aCluster('new', 2, dynamodb, ttlMs)]);
  const connect = async () => {
    for (const { cluster, wires, name } of clusters) {
      for (const { port } of cluster.nodes) await wires.lay(port);
      plane.clusters.set(name, { endpoint: cluster.endpoints[0] as string, itemTtlMs: ttlMs });
    }
  };
  await connect();
  return {
    clusters,
    dynamodb,
    plane,
    ledger: DynamoDBDocument.from(direct),
    ledgerEndpoint: embedded.endpoint,
    connect,
    close: () => closeAll(clusters, dynamodb, plane, direct, embedded),
  };
}

async function aCluster(
  name: 'old' | 'new',
  nodes: number,
  dynamodb: FailingDynamoDb,
  ttlMs: number,
): Promise<World['clusters'][number]> {
  const cluster = await startDaxCluster({
    nodes,
    port: 0,
    clusterId: name,
    advertise: { address: WIRE_ADDRESS },
    dynamodb: { endpoint: dynamodb.endpoint, region, credentials, timeoutMs: 60_000 },
    attributeListsFile: false,
    recordTtlMs: ttlMs,
  });
  return { name, cluster, wires: new Wires() };
}

async function closeAll(
  clusters: World['clusters'],
  dynamodb: FailingDynamoDb,
  plane: ControlPlane,
  direct: DynamoDB,
  embedded: EmbeddedDynamoDb,
): Promise<void> {
  for (const { wires, cluster } of clusters) {
    await wires.close();
    await cluster.close();
  }
  direct.destroy();
  await dynamodb.close();
  await plane.close();
  await embedded.close();
}
