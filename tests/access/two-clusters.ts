import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { type DaxCluster, startDaxCluster } from '../../local/dax-node';
import { aControlPlane, type ControlPlane } from './a-control-plane';
import { aStage, createTable, credentials, region, type Stage } from './fixture';

export interface TwoClusters {
  /** Its cluster is `old`. */
  readonly stage: Stage;
  /** `new`. */
  readonly other: DaxCluster;
  /** Knows `old` and `new`, over the same tables, among them `ledger`. */
  readonly plane: ControlPlane;
  close(): Promise<void>;
}

/** What a hand-over leads from, and to. */
export async function twoClusters(): Promise<TwoClusters> {
  const stage = await aStage();
  const dynamodb = new DynamoDB({ endpoint: stage.cluster.dynamodbEndpoint, region, credentials });
  await createTable(dynamodb, 'ledger', ['pk', 'sk']);
  dynamodb.destroy();
  const other = await startDaxCluster({
    nodes: 1,
    port: 0,
    dynamodb: { endpoint: stage.cluster.dynamodbEndpoint, region, credentials },
    attributeListsFile: false,
  });
  const plane = await aControlPlane();
  plane.clusters.set('old', { endpoint: stage.cluster.endpoints[0] as string, itemTtlMs: 300_000 });
  plane.clusters.set('new', { endpoint: other.endpoints[0] as string, itemTtlMs: 300_000 });
  return {
    stage,
    other,
    plane,
    close: async () => {
      await stage.close();
      await other.close();
      await plane.close();
    },
  };
}
